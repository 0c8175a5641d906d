package dev.millrace.documents;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.Values;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of the model whose rows have texts.
 *
 * @param columns which of its columns is which part of them
 */
record TextTable(TableName table, Map<Part, String> columns) {
  static final List<TextTable> ALL =
      List.of(
          of(
              "document",
              "KIND kind, TITLE title, BODY body, URL url, MEDIA_TYPE media_type, AUTHOR author,"
                  + " WRITTEN_AT written_at, SHIPMENT shipment_key, SALES_ORDER sales_order_key,"
                  + " PURCHASE_ORDER purchase_order_key, ITEM item_key, PARTY party_key,"
                  + " LOCATION location_key, EQUIPMENT equipment_key, REFERENCE reference"),
          of(
              "tracking_event",
              "KIND kind, BODY description, WRITTEN_AT occurred_at, SHIPMENT shipment_key,"
                  + " LOCATION location_key, EQUIPMENT equipment_key, REFERENCE reference,"
                  + " SENSOR sensor_key"),
          of(
              "exception",
              "KIND kind, TITLE title, WRITTEN_AT detected_at, SHIPMENT shipment_key,"
                  + " SALES_ORDER sales_order_key, PURCHASE_ORDER purchase_order_key,"
                  + " ITEM item_key, PARTY party_key, LOCATION location_key"));

  private static TextTable of(String table, String columns) {
    return new TextTable(TableName.model(table), columns(columns));
  }

  private static Map<Part, String> columns(String pairs) {
    Map<Part, String> columns = new LinkedHashMap<>();
    for (String pair : pairs.split(", *", -1)) {
      int space = pair.indexOf(' ');
      columns.put(Part.valueOf(pair.substring(0, space)), pair.substring(space + 1));
    }
    return columns;
  }

  /** What reads the parts, in their order here. */
  TableReader reader(TableSchema schema, Schemas schemas) {
    return new TableReader(schema, List.copyOf(columns.values()), schemas);
  }

  /** The text of a row; empty when it has none that somebody has written. */
  Optional<WrittenText> text(RowKey key, Values row) {
    Map<Part, String> parts = new EnumMap<>(Part.class);
    int column = TableReader.FIRST;
    for (Part part : columns.keySet()) {
      String value =
          part == Part.WRITTEN_AT ? micros(row.number(column)) : row.text(column).strip();
      if (!value.isEmpty()) {
        parts.put(part, value);
      }
      column++;
    }
    boolean says =
        parts.containsKey(Part.TITLE)
            || parts.containsKey(Part.BODY)
            || parts.containsKey(Part.URL);
    return says && !parts.containsKey(Part.SENSOR)
        ? Optional.of(new WrittenText(table, key, parts))
        : Optional.empty();
  }

  private static String micros(long micros) {
    return micros == 0 ? "" : Long.toString(micros);
  }
}
