package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.flow.Preview.Planned;
import dev.millrace.flow.PreviewReport.Certainty;
import dev.millrace.flow.PreviewReport.Duplicate;
import dev.millrace.flow.PreviewReport.ModelRows;
import dev.millrace.flow.PreviewReport.Part;
import dev.millrace.flow.PreviewReport.RawRows;
import dev.millrace.flow.PreviewReport.Reference;
import dev.millrace.flow.PreviewReport.Rejection;
import dev.millrace.flow.PreviewReport.Sample;
import dev.millrace.flow.PreviewRun.Rejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the report of what a preview has read and made. */
final class PreviewFindings {
  private static final String SYSTEM = "source_system";
  private static final String KEY = "source_key";

  /** Of no use in a preview: they say where and when a change was, and there was none. */
  private static final Set<String> NOT_SHOWN = Set.of("source_position", "updated_at");

  private static final int ROWS_SHOWN = 10;
  private static final int SAMPLES_SHOWN = 5;
  private static final int VALUES_SHOWN = 10;
  private static final int LONGEST_VALUE = 200;

  private static final Pattern EMPTY_COLUMN = Pattern.compile("Column '([^']+)' is NOT NULL");
  private static final Pattern NO_NUMBER = Pattern.compile("^For input string: ['\"](.*?)['\"]");
  private static final Pattern VALUE =
      Pattern.compile("'[^']*'|\"[^\"]*\"|(?<= is )[-+.0-9Ee]+(?=[ ,])");

  private final Map<TableName, TableSchema> model = new LinkedHashMap<>();
  private final Map<TableName, Map<String, List<TableName>>> references;
  private final PreviewSample sample;
  private final PreviewRun run;
  private final List<Planned> own;
  private final List<Planned> keys;
  private final Map<TableName, Set<List<Optional<String>>>> knownKeys = new HashMap<>();

  /**
   * @param own the statements of the mapping
   * @param keys those of others that fill what is referred to
   */
  PreviewFindings(
      List<TableSchema> model,
      Map<TableName, Map<String, List<TableName>>> references,
      PreviewSample sample,
      PreviewRun run,
      List<Planned> own,
      List<Planned> keys) {
    model.forEach(table -> this.model.put(table.name(), table));
    this.references = references;
    this.sample = sample;
    this.run = run;
    this.own = own;
    this.keys = keys;
  }

  PreviewReport report(
      MappingFile mapping, Map<TableName, SourceTable> known, List<Problem> problems) {
    Map<TableName, Set<String>> reads = new LinkedHashMap<>();
    Map<TableName, List<Planned>> writers = new LinkedHashMap<>();
    for (Planned statement : own) {
      statement
          .columns()
          .reads()
          .forEach(
              (table, columns) ->
                  reads.computeIfAbsent(table, none -> new TreeSet<>()).addAll(columns));
      writers
          .computeIfAbsent(statement.columns().target(), none -> new ArrayList<>())
          .add(statement);
    }
    List<RawRows> raw = new ArrayList<>();
    reads.forEach((name, columns) -> raw.add(rawRows(known.get(name), columns)));
    List<ModelRows> made = new ArrayList<>();
    writers.forEach((name, statements) -> made.add(modelRows(model.get(name), statements)));
    return new PreviewReport(mapping.name(), raw, made, problems);
  }

  private RawRows rawRows(SourceTable table, Set<String> read) {
    SampledTable rows = sample.table(table.name());
    return new RawRows(
        table.name(),
        rows.rows().size(),
        rows.along(),
        rows.whole() ? Part.WHOLE : Part.SAMPLE,
        table.rows(),
        table.schema().columns().stream()
            .map(Column::name)
            .filter(column -> !read.contains(column))
            .toList(),
        rows.problem());
  }

  private ModelRows modelRows(TableSchema table, List<Planned> statements) {
    List<List<Optional<String>>> rows = new ArrayList<>();
    List<Rejection> rejected = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (Planned statement : statements) {
      rows.addAll(run.made(statement.number()));
      rejected.addAll(rejections(table, statement));
      written.addAll(statement.columns().writes());
    }
    List<Duplicate> duplicates = duplicates(table, rows);
    List<Integer> shown = new ArrayList<>();
    List<String> unmapped = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int place = i;
      String name = table.columns().get(i).name();
      if (!written.contains(name)) {
        unmapped.add(name);
      } else if (!rows.isEmpty() && rows.stream().allMatch(row -> row.get(place).isEmpty())) {
        empty.add(name);
      } else if (!NOT_SHOWN.contains(name)) {
        shown.add(i);
      }
    }
    return new ModelRows(
        table.name(),
        statements.stream().map(statement -> statement.statement().line()).toList(),
        rows.size(),
        rejected,
        duplicates.size(),
        duplicates.stream().limit(VALUES_SHOWN).toList(),
        unmapped,
        empty,
        references(table, statements, rows),
        shown.stream().map(place -> table.columns().get(place).name()).toList(),
        rows.stream()
            .limit(ROWS_SHOWN)
            .map(row -> shown.stream().map(place -> shortened(row.get(place))).toList())
            .toList());
  }

  private static List<Duplicate> duplicates(TableSchema table, List<List<Optional<String>>> rows) {
    Map<List<String>, Long> counts = new LinkedHashMap<>();
    int[] places = table.keyIndexes();
    for (List<Optional<String>> row : rows) {
      List<String> key = new ArrayList<>();
      for (int place : places) {
        key.add(row.get(place).orElse(""));
      }
      counts.merge(key, 1L, Long::sum);
    }
    List<Duplicate> duplicates = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          if (count > 1) {
            duplicates.add(new Duplicate(key, count));
          }
        });
    return duplicates;
  }

  private List<Rejection> rejections(TableSchema table, Planned statement) {
    Map<String, List<Rejected>> byCause = new LinkedHashMap<>();
    for (Rejected row : run.rejected(statement.number())) {
      String alike = blamed(row).orElse("") + VALUE.matcher(row.cause()).replaceAll("");
      byCause.computeIfAbsent(alike, none -> new ArrayList<>()).add(row);
    }
    List<Rejection> rejections = new ArrayList<>();
    for (List<Rejected> rows : byCause.values()) {
      Rejected first = rows.get(0);
      rejections.add(
          new Rejection(
              statement.statement().line(),
              blamed(first),
              cause(first.cause(), table),
              rows.size(),
              rows.stream().limit(SAMPLES_SHOWN).map(PreviewFindings::shown).toList()));
    }
    return rejections;
  }

  private static Sample shown(Rejected row) {
    return new Sample(
        row.columns(), row.values().stream().map(PreviewFindings::shortened).toList());
  }

  private static Optional<String> shortened(Optional<String> value) {
    return value.map(
        text -> text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text);
  }

  /** The column that the cause names, or the only one with the value that it quotes. */
  private static Optional<String> blamed(Rejected row) {
    Matcher empty = EMPTY_COLUMN.matcher(row.cause());
    if (empty.find()) {
      return Optional.of(empty.group(1));
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < row.columns().size(); i++) {
      Optional<String> value = row.values().get(i);
      if (value.isPresent()
          && (row.cause().contains("'" + value.get() + "'")
              || row.cause().contains("\"" + value.get() + "\""))) {
        columns.add(row.columns().get(i));
      }
    }
    return columns.size() == 1 ? Optional.of(columns.get(0)) : Optional.empty();
  }

  private static String cause(String told, TableSchema table) {
    Matcher empty = EMPTY_COLUMN.matcher(told);
    if (empty.find()) {
      return empty.group(1) + " is empty, and " + table.name() + " takes no row without it";
    }
    Matcher number = NO_NUMBER.matcher(told);
    if (number.find()) {
      return "'" + number.group(1) + "' is no number that fits";
    }
    return told.replaceFirst("\\.$", "");
  }

  private List<Reference> references(
      TableSchema table, List<Planned> statements, List<List<Optional<String>>> rows) {
    List<Reference> found = new ArrayList<>();
    if (table.indexOf(SYSTEM).isEmpty()) {
      return found;
    }
    Map<String, List<TableName>> all = references.getOrDefault(table.name(), Map.of());
    for (Column column : table.columns()) {
      List<Planned> setting =
          statements.stream()
              .filter(statement -> statement.columns().writes().contains(column.name()))
              .toList();
      if (all.containsKey(column.name()) && !setting.isEmpty()) {
        found.add(reference(table, column.name(), all.get(column.name()), setting, rows));
      }
    }
    return found;
  }

  private Reference reference(
      TableSchema table,
      String column,
      List<TableName> targets,
      List<Planned> setting,
      List<List<Optional<String>>> rows) {
    Set<List<Optional<String>>> there = new HashSet<>();
    targets.forEach(target -> there.addAll(keysOf(target)));
    int system = table.indexOf(SYSTEM).orElseThrow();
    int place = table.indexOf(column).orElseThrow();
    long referring = 0;
    long orphans = 0;
    Set<String> values = new LinkedHashSet<>();
    for (List<Optional<String>> row : rows) {
      if (row.get(place).isPresent()) {
        referring++;
        if (!there.contains(List.of(row.get(system), row.get(place)))) {
          orphans++;
          values.add(row.get(place).get());
        }
      }
    }
    return new Reference(
        column,
        targets,
        referring,
        orphans,
        certainty(column, targets, setting),
        values.stream().limit(VALUES_SHOWN).toList());
  }

  private Set<List<Optional<String>>> keysOf(TableName target) {
    return knownKeys.computeIfAbsent(
        target,
        name -> {
          Set<List<Optional<String>>> all = new HashSet<>();
          TableSchema table = model.get(name);
          for (Planned writer : writersOf(name)) {
            int system = table.indexOf(SYSTEM).orElseThrow();
            int key = table.indexOf(KEY).orElseThrow();
            run.made(writer.number())
                .forEach(row -> all.add(List.of(row.get(system), row.get(key))));
          }
          return all;
        });
  }

  private List<Planned> writersOf(TableName target) {
    List<Planned> writers = new ArrayList<>(own);
    writers.addAll(keys);
    return writers.stream().filter(one -> one.columns().target().equals(target)).toList();
  }

  private Certainty certainty(String column, List<TableName> targets, List<Planned> setting) {
    Certainty certainty = Certainty.SURE;
    for (TableName target : targets) {
      List<Planned> writers = writersOf(target);
      if (writers.isEmpty()) {
        return Certainty.NOT_MAPPED;
      }
      for (Planned writer : writers) {
        for (Planned statement : setting) {
          ColumnForm reference =
              statement.columns().forms().getOrDefault(column, ColumnForm.UNKNOWN);
          ColumnForm key = writer.columns().forms().getOrDefault(KEY, ColumnForm.UNKNOWN);
          if (!sample.complete(reference, key, writer.columns().reads().keySet())) {
            certainty = Certainty.NOT_IN_SAMPLE;
          }
        }
      }
    }
    return certainty;
  }
}
