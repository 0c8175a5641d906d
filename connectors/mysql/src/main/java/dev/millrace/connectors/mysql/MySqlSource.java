package dev.millrace.connectors.mysql;

import dev.millrace.connectors.capture.CaptureSource;

/** Captures a MySQL or MariaDB server: Connect's plugin. */
public final class MySqlSource extends CaptureSource {

  /** For Connect. */
  public MySqlSource() {
    super(new MySqlConnector(), MySqlTask.class);
  }
}
