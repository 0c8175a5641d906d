package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A form of a mapping: its SQL, the columns it reads, the model's columns it names, and what holds
 * back its rows. A mapping of another form makes other rows, and cannot go on from the state of the
 * old one.
 *
 * @param mapping its name
 * @param digest of all that makes the form, 16 hexadecimal digits
 */
record Form(String mapping, String digest) {
  static final int DIGEST_LENGTH = 16;

  /** Topics of forms that do not write the model yet begin so. */
  static final String TOPICS_ASIDE = "replay.";

  /** Changes when jobs keep their state in another way. */
  private static final String LAYOUT = "5";

  /**
   * The form of a mapping.
   *
   * @param essence see {@link #essence}
   * @param reads what its plan reads
   */
  static Form of(String mapping, String essence, Collection<RawColumns> reads) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Stream.concat(Stream.of(mapping, essence), reads.stream().map(RawColumns::toString).sorted())
          .forEach(part -> digest.update((part + "\n").getBytes(StandardCharsets.UTF_8)));
      return new Form(mapping, HexFormat.of().formatHex(digest.digest(), 0, DIGEST_LENGTH / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java always has SHA-256.", e);
    }
  }

  /** The form of a job that Millrace brings. */
  static Form of(StandingJob job) {
    return of("@" + job.name(), LAYOUT + " standing " + job.layout(), List.of());
  }

  /**
   * All that makes a form and can be known without its tables.
   *
   * @param model all tables of the model
   * @param holding what may hold back rows, of whichever table
   */
  static String essence(
      MappingFile mapping, List<TableSchema> model, Collection<HoldBack> holding) {
    StringJoiner text = new StringJoiner("\n");
    text.add(LAYOUT).add(Statements.bare(mapping.sql()));
    written(mapping, model).forEach(text::add);
    HoldBackPlanner.of(holding, mapping.writes()).stream()
        .map(one -> one.table() + " holds back " + one.violation())
        .distinct()
        .sorted()
        .forEach(text::add);
    return text.toString();
  }

  /** Columns that the SQL does not name may come to the model without changing a row. */
  private static Stream<String> written(MappingFile mapping, List<TableSchema> model) {
    SortedSet<TableName> names = mapping.writes();
    String sql = mapping.sql().toLowerCase(Locale.ROOT);
    return model.stream()
        .filter(table -> names.contains(table.name()))
        .flatMap(
            table ->
                table.columns().stream()
                    .filter(column -> sql.contains(column.name().toLowerCase(Locale.ROOT)))
                    .map(column -> text(table, column)))
        .sorted();
  }

  private static String text(TableSchema table, Column column) {
    return table.name() + "." + column.name() + " " + column.type();
  }

  /** Where the rows of a model table go as long as the form does not write the model. */
  String topicAside(TableName table) {
    return topicsAside() + table.topic();
  }

  /** The beginning of all topics that it writes aside from the model. */
  String topicsAside() {
    return TOPICS_ASIDE + digest + ".";
  }

  /** The beginning of the names of its transactions. */
  String transactions() {
    return "millrace-" + digest + "-";
  }
}
