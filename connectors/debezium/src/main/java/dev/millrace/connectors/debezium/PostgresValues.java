package dev.millrace.connectors.debezium;

import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.postgres.PostgresCells;
import dev.millrace.log.JsonText;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.Json;
import io.debezium.data.SpecialValueDecimal;
import io.debezium.spi.converter.ConvertedField;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.MicroTimestamp;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Types;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.util.PGobject;

/**
 * Converts PostgreSQL's types where Debezium by itself would drop a value, lose an unchanged one,
 * or give another by snapshot than by stream. What has no equal becomes text or JSON.
 */
public final class PostgresValues implements CustomConverter<SchemaBuilder, ConvertedField> {
  /** Debezium's own conversions of these are exact and know unchanged values. */
  private static final Set<String> LEFT_TO_DEBEZIUM =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "oid",
          "float4",
          "float8",
          "text",
          "varchar",
          "bpchar",
          "char",
          "name",
          "citext",
          "bytea",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "uuid",
          "json",
          "jsonb",
          "money",
          "serial",
          "smallserial",
          "bigserial");

  /** Debezium's length of a numeric without precision. */
  private static final int UNBOUNDED = 131_089;

  private static final int MAX_PRECISION = 38;

  @Override
  public void configure(Properties properties) {}

  @Override
  public void converterFor(
      ConvertedField field, ConverterRegistration<SchemaBuilder> registration) {
    RelationalColumn column = (RelationalColumn) field;
    String type = unqualified(column.typeName());
    if (type.startsWith("_")) {
      String element = type.substring(1);
      registration.register(
          Json.builder(), value -> text(value, text -> PostgresCells.arrayJson(text, element)));
    } else if (type.equals("hstore")) {
      registration.register(Json.builder(), PostgresValues::hstore);
    } else if (type.equals("numeric")) {
      if (!fitsDecimal(column)) {
        registration.register(SchemaBuilder.string(), PostgresValues::number);
      }
    } else if (type.equals("date")) {
      registration.register(io.debezium.time.Date.builder(), PostgresTimes::day);
    } else if (type.equals("timestamp")) {
      registration.register(MicroTimestamp.builder(), PostgresTimes::timestamp);
    } else if (type.equals("timestamptz")) {
      registration.register(Instants.schema(), PostgresTimes::instant);
    } else if (type.equals("bit") && column.length().orElse(1) == 1) {
      return;
    } else if (!LEFT_TO_DEBEZIUM.contains(type) && !isDomainOfKnown(column)) {
      registration.register(SchemaBuilder.string(), value -> text(value, text -> text));
    }
  }

  /** A domain has the JDBC type of what it is made of. */
  private static boolean isDomainOfKnown(RelationalColumn column) {
    return switch (column.jdbcType()) {
      case Types.BIT,
          Types.BOOLEAN,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.DATE,
          Types.TIME,
          Types.TIMESTAMP,
          Types.BINARY,
          Types.VARBINARY ->
          !column.typeName().equals("bit") && !column.typeName().equals("varbit");
      default -> false;
    };
  }

  private static boolean fitsDecimal(RelationalColumn column) {
    int precision = column.length().orElse(0);
    int scale = column.scale().orElse(0);
    return precision > 0
        && precision != UNBOUNDED
        && precision <= MAX_PRECISION
        && scale >= 0
        && scale <= precision;
  }

  private static String unqualified(String type) {
    String name = type.substring(type.lastIndexOf('.') + 1);
    return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
        ? name.substring(1, name.length() - 1)
        : name;
  }

  private static Object number(Object value) {
    if (value instanceof SpecialValueDecimal decimal && decimal.getDecimalValue().isEmpty()) {
      return Double.toString(decimal.toDouble());
    }
    return text(value, text -> text);
  }

  private static Object hstore(Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> members = new TreeMap<>();
      map.forEach(
          (name, member) -> members.put((String) name, member == null ? null : (String) member));
      return JsonText.object(members);
    }
    return text(value, PostgresCells::hstoreJson);
  }

  /** The form of a value's text. */
  private interface Form {
    String of(String text);
  }

  private static Object text(Object value, Form form) {
    if (value == null) {
      return null;
    }
    if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
      return Unsent.TEXT;
    }
    if (value instanceof PGobject object) {
      return form.of(object.getValue());
    }
    if (value instanceof byte[] bytes) {
      return form.of(new String(bytes, StandardCharsets.UTF_8));
    }
    if (value instanceof SQLXML xml) {
      try {
        return form.of(xml.getString());
      } catch (SQLException e) {
        throw new IllegalArgumentException("Cannot read an XML value.", e);
      }
    }
    return form.of(value.toString());
  }
}
