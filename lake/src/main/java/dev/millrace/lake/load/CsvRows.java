package dev.millrace.lake.load;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.millrace.lake.load.TextRows.Only;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.types.Types;

/** The rows of a CSV file. A value that is not there is NULL; one in empty quotes is empty text. */
final class CsvRows {
  /** What Hive puts between values unless told otherwise; its files have no headings. */
  private static final char HIVE = '\u0001';

  private static final String DELIMITERS = ",;\t|" + HIVE;

  /** The NULL of Hive, MySQL and PostgreSQL. */
  private static final String NULL = "\\N";

  private static final int LINE_MAX = 1 << 20;

  private final SourceFile source;
  private final LoadRequest request;
  private final TextRows.Sink sink;

  CsvRows(SourceFile source, LoadRequest request, TextRows.Sink sink) {
    this.source = source;
    this.request = request;
    this.sink = sink;
  }

  void read(BufferedReader reader) throws IOException, FileProblem {
    char delimiter = request.delimiter().isPresent() ? request.delimiter().get() : guess(reader);
    CsvSchema.Builder schema = CsvSchema.builder().setColumnSeparator(delimiter);
    if (delimiter == HIVE) {
      schema.disableQuoteChar();
    }
    try (CsvParser parser = new CsvFactory().createParser(reader)) {
      parser.setSchema(schema.build());
      parser.enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL);
      List<String> columns = request.columns();
      List<String> row = new ArrayList<>();
      while (next(parser, row)) {
        if (columns.isEmpty()) {
          columns = headings(row, delimiter);
          continue;
        }
        if (isBlank(row) && columns.size() > 1) {
          continue;
        }
        hand(row, columns, parser.currentTokenLocation().getLineNr());
      }
    }
  }

  private static boolean next(CsvParser parser, List<String> row) throws IOException {
    row.clear();
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return false;
    }
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == null) {
        return false;
      }
      String text = token == JsonToken.VALUE_NULL ? null : parser.getText();
      row.add(NULL.equals(text) ? null : text);
    }
    return true;
  }

  private static boolean isBlank(List<String> row) {
    return row.isEmpty() || (row.size() == 1 && row.get(0) == null);
  }

  private void hand(List<String> row, List<String> columns, int line) throws FileProblem {
    if (row.size() != columns.size()) {
      throw new FileProblem(
          "line " + line + " has " + row.size() + " values, not " + columns.size(),
          "Mend the line, or give --delimiter when another character separates the values.");
    }
    for (int i = 0; i < row.size(); i++) {
      sink.value(columns.get(i), row.get(i), Only.ANYTHING);
    }
    sink.endOfRow();
  }

  private static List<String> headings(List<String> row, char delimiter) throws FileProblem {
    Set<String> seen = new HashSet<>();
    for (String name : row) {
      boolean data =
          name == null
              || name.isBlank()
              || TextValues.number(name).isPresent()
              || TextValues.parse(Types.DateType.get(), name).isPresent();
      if (data || delimiter == HIVE) {
        throw new FileProblem(
            "its first line seems to be a row and no line of headings",
            "Give --columns with the names of its columns in order.");
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new FileProblem(
            "two of its columns are called " + name, "Rename one, then load again.");
      }
    }
    return List.copyOf(row);
  }

  /** The character that stands most often in the first line, outside quotes. */
  private char guess(BufferedReader reader) throws IOException {
    if (source.name().toLowerCase(Locale.ROOT).contains(".tsv")) {
      return '\t';
    }
    reader.mark(LINE_MAX);
    int[] counts = new int[DELIMITERS.length()];
    boolean quoted = false;
    for (int i = 0, c = reader.read();
        c >= 0 && i < LINE_MAX - 1 && (quoted || c != '\n');
        i++, c = reader.read()) {
      quoted ^= c == '"';
      int place = quoted ? -1 : DELIMITERS.indexOf(c);
      if (place >= 0) {
        counts[place]++;
      }
    }
    reader.reset();
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return DELIMITERS.charAt(best);
  }
}
