package dev.millrace.lake.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.millrace.lake.load.TextRows.Only;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;

/** The rows of a JSON file: objects one after the other, or in one array. */
final class JsonRows {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final TextRows.Sink sink;

  JsonRows(TextRows.Sink sink) {
    this.sink = sink;
  }

  void read(Reader reader) throws IOException, FileProblem {
    try (JsonParser parser = JSON.createParser(reader)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY && depth == 0) {
          depth++;
        } else if (token == JsonToken.END_ARRAY) {
          depth--;
        } else if (token == JsonToken.START_OBJECT) {
          row(parser);
        } else {
          throw new FileProblem(
              "line "
                  + parser.currentTokenLocation().getLineNr()
                  + " has a value that is no object",
              "Write each row as a JSON object, one a line or all in one array.");
        }
      }
      if (depth != 0) {
        throw new FileProblem("it ends within an array", "Check that it is whole.");
      }
    }
  }

  private void row(JsonParser parser) throws IOException, FileProblem {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      switch (parser.nextToken()) {
        case VALUE_NULL -> sink.value(name, null, Only.ANYTHING);
        case VALUE_STRING -> sink.value(name, parser.getText(), Only.TEXT);
        case START_OBJECT, START_ARRAY -> sink.value(name, inside(parser), Only.TEXT);
        default -> sink.value(name, parser.getText(), Only.ANYTHING);
      }
    }
    sink.endOfRow();
  }

  /** What is nested stays JSON. */
  private static String inside(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      copy(parser, generator);
    }
    return text.toString();
  }

  /** Numbers as they are written, whatever their size. */
  private static void copy(JsonParser parser, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token.isNumeric()) {
        to.writeNumber(parser.getText());
      } else {
        to.copyCurrentEvent(parser);
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0 && parser.nextToken() != null);
  }
}
