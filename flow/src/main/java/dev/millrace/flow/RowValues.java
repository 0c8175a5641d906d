package dev.millrace.flow;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** The values of Flink's rows as a person reads them. */
final class RowValues {
  private final List<String> names;
  private final RowData.FieldGetter[] getters;
  private final LogicalType[] types;

  RowValues(RowType type) {
    names = List.copyOf(type.getFieldNames());
    types = type.getChildren().toArray(LogicalType[]::new);
    getters = new RowData.FieldGetter[types.length];
    for (int i = 0; i < types.length; i++) {
      getters[i] = RowData.createFieldGetter(types[i], i);
    }
  }

  List<String> names() {
    return names;
  }

  /** Each value; empty for NULL. */
  List<Optional<String>> of(RowData row) {
    List<Optional<String>> values = new ArrayList<>(types.length);
    for (int i = 0; i < types.length; i++) {
      Object value = getters[i].getFieldOrNull(row);
      values.add(value == null ? Optional.empty() : Optional.of(text(value, types[i])));
    }
    return values;
  }

  /** A value as Flink's SQL would cast it to text, but for bytes. */
  static String text(Object value, LogicalType type) {
    return switch (type.getTypeRoot()) {
      case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ((TimestampData) value).toInstant().toString();
      case TIMESTAMP_WITHOUT_TIME_ZONE -> ((TimestampData) value).toLocalDateTime().toString();
      case DECIMAL -> ((DecimalData) value).toBigDecimal().toPlainString();
      case BINARY, VARBINARY -> ((byte[]) value).length + " bytes";
      default -> value.toString();
    };
  }
}
