package dev.millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.QueryResult;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The forms in which an answer to SQL travels. */
enum SqlForm {
  JSON("application/json") {
    @Override
    void write(Queries queries, String sql, QueryLimits limits, OutputStream out)
        throws IOException {
      try (JsonGenerator json = FACTORY.createGenerator(out)) {
        // Broken off by a failure, the document must stay open, or a part would look whole.
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
        JsonRows rows = new JsonRows(json);
        QueryResult result = queries.query(sql, limits, rows);
        rows.end(result);
      }
    }
  },

  CSV("text/csv;charset=utf-8") {
    @Override
    void write(Queries queries, String sql, QueryLimits limits, OutputStream out)
        throws IOException {
      Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      var unused = queries.query(sql, limits, new CsvRows(text));
      text.flush();
    }
  },

  ARROW("application/vnd.apache.arrow.stream") {
    @Override
    void write(Queries queries, String sql, QueryLimits limits, OutputStream out) {
      var unused = queries.arrow(sql, limits, out);
    }
  };

  static final List<String> NAMES =
      Arrays.stream(values()).map(form -> form.name().toLowerCase(java.util.Locale.ROOT)).toList();

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final String contentType;

  SqlForm(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract void write(Queries queries, String sql, QueryLimits limits, OutputStream out)
      throws IOException;

  static SqlForm of(String name) {
    return valueOf(name.toUpperCase(java.util.Locale.ROOT));
  }

  /** Rows as one JSON object, written as they come. */
  private record JsonRows(JsonGenerator json) implements RowVisitor {
    @Override
    public void columns(List<ResultColumn> columns) {
      try {
        json.writeStartObject();
        json.writeArrayFieldStart("columns");
        for (ResultColumn column : columns) {
          json.writeStartObject();
          json.writeStringField("name", column.name());
          json.writeStringField("type", column.type());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void row(Object[] values) {
      try {
        json.writeStartArray();
        for (Object value : values) {
          writeValue(json, value);
        }
        json.writeEndArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void end(QueryResult result) throws IOException {
      json.writeEndArray();
      json.writeNumberField("row_count", result.rows());
      json.writeBooleanField("truncated", result.truncated());
      json.writeNumberField("elapsed_ms", result.elapsed().toNanos() / 1e6);
      json.writeEndObject();
    }
  }

  /** Rows as RFC 4180 has them; NULL is an empty field, the empty text a quoted one. */
  private record CsvRows(Writer text) implements RowVisitor {
    @Override
    public void columns(List<ResultColumn> columns) {
      row(columns.stream().map(ResultColumn::name).toArray());
    }

    @Override
    public void row(Object[] values) {
      try {
        for (int i = 0; i < values.length; i++) {
          if (i > 0) {
            text.write(',');
          }
          field(values[i]);
        }
        text.write("\r\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void field(Object value) throws IOException {
      if (value == null) {
        return;
      }
      String field =
          value instanceof List || value instanceof Map ? nested(value) : value.toString();
      if (!field.isEmpty() && field.chars().noneMatch(c -> c == '"' || c == ',' || c < ' ')) {
        text.write(field);
        return;
      }
      text.write('"');
      text.write(field.replace("\"", "\"\""));
      text.write('"');
    }

    private static String nested(Object value) throws IOException {
      java.io.StringWriter json = new java.io.StringWriter();
      try (JsonGenerator generator = FACTORY.createGenerator(json)) {
        writeValue(generator, value);
      }
      return json.toString();
    }
  }

  /** Writes a value as {@link RowVisitor} describes it. */
  static void writeValue(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      throw new IllegalStateException("Cannot write a " + value.getClass() + " as JSON.");
    }
  }
}
