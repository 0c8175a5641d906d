package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.CaptureSource;

/** Captures a PostgreSQL database: Connect's plugin. */
public final class PostgresSource extends CaptureSource {

  /** For Connect. */
  public PostgresSource() {
    super(new PostgresConnector(), PostgresTask.class);
  }
}
