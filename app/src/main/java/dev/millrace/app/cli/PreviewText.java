package dev.millrace.app.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.flow.PreviewReport;
import dev.millrace.flow.PreviewReport.Certainty;
import dev.millrace.flow.PreviewReport.ModelRows;
import dev.millrace.flow.PreviewReport.Part;
import dev.millrace.flow.PreviewReport.RawRows;
import dev.millrace.flow.PreviewReport.Reference;
import dev.millrace.flow.PreviewReport.Rejection;
import dev.millrace.flow.PreviewReport.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What `millrace preview` says. */
final class PreviewText {
  private static final int ROWS_SHOWN = 3;
  private static final int SAMPLES_SHOWN = 3;
  private static final int VALUES_SHOWN = 5;
  private static final int LONGEST_VALUE = 30;
  private static final String NONE = "–";

  private PreviewText() {}

  static void print(PreviewReport report) {
    report.problems().forEach(problem -> System.err.println("! " + problem));
    TextTable read = new TextTable(List.of("READ", "ROWS", "OF", "COLUMNS NOT USED"));
    for (RawRows table : report.raw()) {
      table.problem().ifPresent(problem -> System.err.println("! " + problem));
      read.add(
          List.of(
              table.table().toString(),
              number(table.rows()),
              extent(table),
              table.unused().isEmpty() ? NONE : String.join(", ", table.unused())));
    }
    read.print(System.out);
    report.model().forEach(PreviewText::print);
    System.out.println();
    System.out.println(summary(report));
  }

  private static String extent(RawRows table) {
    if (table.part() == Part.WHOLE) {
      return "all";
    }
    String about = table.estimated() > 0 ? "about " + number(table.estimated()) : "more";
    return table.along() > 0
        ? about + "; " + number(table.along()) + " because others refer to them"
        : about;
  }

  private static void print(ModelRows table) {
    String lines = table.lines().stream().map(String::valueOf).collect(Collectors.joining(", "));
    System.out.printf(
        "%n%s: %s rows (%s %s)%n",
        table.table(), number(table.rows()), table.lines().size() > 1 ? "lines" : "line", lines);
    table.rejected().forEach(PreviewText::print);
    if (table.duplicated() > 0) {
      System.out.printf(
          "  ✗ %s that several rows have; the last one stays: %s%n",
          count(table.duplicated(), "key", "keys"),
          table.duplicates().stream()
              .limit(VALUES_SHOWN)
              .map(one -> String.join("/", one.key()) + " (" + one.rows() + " rows)")
              .collect(Collectors.joining(", ")));
    }
    table.references().forEach(PreviewText::print);
    print("not mapped", table.unmapped());
    print("always empty", table.empty());
    if (!table.first().isEmpty()) {
      System.out.println();
      printRows(table);
    }
  }

  private static void print(String what, List<String> columns) {
    if (!columns.isEmpty()) {
      System.out.printf("  · %s: %s%n", what, String.join(", ", columns));
    }
  }

  private static void print(Rejection rejection) {
    System.out.printf(
        "  ✗ %s rejected (line %d): %s%s%n",
        count(rejection.rows(), "row", "rows"),
        rejection.line(),
        rejection.column().map(column -> column + ": ").orElse(""),
        rejection.cause());
    for (Sample sample : rejection.samples().stream().limit(SAMPLES_SHOWN).toList()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < sample.columns().size(); i++) {
        String name = sample.columns().get(i);
        if (!name.startsWith("_")) {
          values.add(name + "=" + shown(sample.values().get(i)));
        }
      }
      System.out.println("      " + String.join("  ", values));
    }
  }

  private static void print(Reference reference) {
    if (reference.orphans() == 0) {
      return;
    }
    String targets =
        reference.targets().stream().map(TableName::toString).collect(Collectors.joining(" or "));
    String some = String.join(", ", reference.values().stream().limit(VALUES_SHOWN).toList());
    String of =
        number(reference.orphans())
            + " of "
            + count(reference.rows(), "row", "rows")
            + " refer to ";
    System.out.printf(
        "  %s %s: %s%n",
        reference.certainty() == Certainty.SURE ? "✗" : "?",
        reference.column(),
        switch (reference.certainty()) {
          case SURE -> of + "no row of " + targets + ": " + some;
          case NOT_IN_SAMPLE -> of + targets + " outside of the sample, or to nothing: " + some;
          case NOT_MAPPED -> of + targets + ", which no mapping fills from this source";
        });
  }

  /** Rows side by side, a line a column: the model's tables are wide. */
  private static void printRows(ModelRows table) {
    List<List<Optional<String>>> rows = table.first().stream().limit(ROWS_SHOWN).toList();
    List<String> headings = new ArrayList<>(List.of("  COLUMN"));
    for (int i = 1; i <= rows.size(); i++) {
      headings.add("ROW " + i);
    }
    TextTable shown = new TextTable(headings);
    for (int i = 0; i < table.columns().size(); i++) {
      List<String> line = new ArrayList<>(List.of("  " + table.columns().get(i)));
      for (List<Optional<String>> row : rows) {
        line.add(shown(row.get(i)));
      }
      shown.add(line);
    }
    shown.print(System.out);
  }

  private static String shown(Optional<String> value) {
    String text = value.orElse(NONE).replace('\n', ' ');
    return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
  }

  private static String summary(PreviewReport report) {
    long rejected =
        report.model().stream()
            .flatMap(t -> t.rejected().stream())
            .mapToLong(Rejection::rows)
            .sum();
    if (rejected > 0) {
      return "A running mapping makes "
          + (rejected == 1
              ? "a dead letter of such a row: mend it"
              : "dead letters of such rows: mend them")
          + " in the source, leave such rows out with WHERE, or write TRY_CAST, which makes NULL"
          + " of what does not fit.";
    }
    if (report.model().stream().allMatch(table -> table.rows() == 0)) {
      return "No row came of the sample.";
    }
    return report.clean()
        ? "Every row became one. Nothing was captured or changed."
        : "Every row became one, but some share a key: the model keeps one row of each key.";
  }

  private static String count(long number, String one, String several) {
    return number(number) + " " + (number == 1 ? one : several);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String json(PreviewReport report) {
    ObjectMapper mapper =
        JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(
                new SimpleModule()
                    .addSerializer(TableName.class, new ToStringSerializer(TableName.class))
                    .addSerializer(Problem.class, new ToStringSerializer(Problem.class))
                    .addSerializer(new Word()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    try {
      return mapper.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON.", e);
    }
  }

  /** An enum's constant as a word in lower case. */
  private static final class Word extends StdSerializer<Enum<?>> {
    private static final long serialVersionUID = 1L;

    Word() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.name().toLowerCase(Locale.ROOT));
    }
  }
}
