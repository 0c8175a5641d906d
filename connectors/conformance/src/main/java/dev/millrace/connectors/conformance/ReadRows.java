package dev.millrace.connectors.conformance;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.TableSchema;
import java.util.HashMap;
import java.util.Map;

/** The rows of a consistent read. */
public final class ReadRows {
  private ReadRows() {}

  /** By the column {@code id}. */
  public static Map<Object, Map<String, Object>> byId(ConsistentRead read, TableSchema schema) {
    Map<Object, Map<String, Object>> rows = new HashMap<>();
    RowMap sink = new RowMap(schema);
    read.read(
        schema,
        sink,
        () -> {
          Map<String, Object> row = sink.take();
          rows.put(row.get("id"), row);
        });
    return rows;
  }
}
