package dev.millrace.connectors.postgres;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Captures a PostgreSQL database. */
public final class PostgresTask extends SourceTask {
  @Override
  public String version() {
    return new PostgresSource().version();
  }

  @Override
  public void start(Map<String, String> config) {}

  @Override
  public List<SourceRecord> poll() {
    return null;
  }

  @Override
  public void stop() {}
}
