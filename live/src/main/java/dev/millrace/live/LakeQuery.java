package dev.millrace.live;

import static dev.millrace.live.Database.quoted;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.LakeScan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The tables of the lake that one query reads: which files each place in the query needs, and the
 * SQL that reads them. Lives as long as the query runs.
 */
final class LakeQuery implements AutoCloseable {
  /** Opening a file takes longer than reading a small one. */
  private static final int MOST_FILES = 20_000;

  /** From here on a file's dead rows are told by bits. */
  private static final int LARGE_ROWS = 30_000;

  private static final int MOST_LARGE = 100;

  /** So many rows stand in one statement. */
  private static final int ROWS_AT_ONCE = 1_000;

  private final DuckDBConnection connection;
  private final LakeFolder.Links links;
  private final TimeLimit limit;
  private final List<LakeScan.Supply> supplies = new ArrayList<>();
  private int deadTables;
  private final Replacements replacements;

  private LakeQuery(
      DuckDBConnection connection, LakeFolder.Links links, String sql, TimeLimit limit) {
    this.connection = connection;
    this.links = links;
    this.limit = limit;
    this.replacements = new Replacements(sql);
  }

  /**
   * Prepares what a query reads of the lake.
   *
   * @param connection with the query's read-only transaction open; it may be another one afterwards
   */
  static LakeQuery prepare(
      DuckDBConnection connection, LakeFolder folder, SqlGuard.Approved approved, TimeLimit limit)
      throws SQLException {
    LakeQuery query = new LakeQuery(connection, folder.links(), approved.sql(), limit);
    try {
      List<Optional<Instant>> times = query.times(approved.lake());
      List<Condition> conditions = query.conditions(approved.lake());
      for (int i = 0; i < times.size(); i++) {
        query.put(approved.lake().get(i), times.get(i), conditions.get(i));
      }
      approved.qualifiers().forEach(part -> query.replacements.put(part.start(), part.end(), ""));
      return query;
    } catch (SQLException | RuntimeException e) {
      query.close();
      throw e;
    }
  }

  private List<Optional<Instant>> times(List<LakeRead> reads) {
    List<Optional<Instant>> times = new ArrayList<>();
    for (LakeRead read : reads) {
      try {
        times.add(
            read.time().isEmpty()
                ? Optional.empty()
                : Optional.of(new LakeConditions(connection).instant(read.time().get())));
      } catch (SQLException e) {
        throw QueryErrors.invalid(
            DuckErrors.message(e),
            "Give a time such as '2026-01-31 12:00:00'; it is UTC without a zone.",
            replacements.written(),
            read.parts().get(0).start());
      }
    }
    return times;
  }

  /** None when a value in one of them is wrong: DuckDB says so better when it runs the query. */
  private List<Condition> conditions(List<LakeRead> reads) throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    try {
      LakeConditions making = new LakeConditions(connection);
      for (LakeRead read : reads) {
        conditions.add(
            read.filter().isEmpty()
                ? Condition.ANY
                : making.of(read.filter().get(), read.table().columns()));
      }
      return conditions;
    } catch (SQLException e) {
      Database.run(connection, "ROLLBACK");
      Database.run(connection, "BEGIN TRANSACTION READ ONLY");
      return Collections.nCopies(reads.size(), Condition.ANY);
    }
  }

  /** The query as DuckDB gets it. */
  String sql() {
    return replacements.apply();
  }

  /** The query before anything was replaced. */
  String written() {
    return replacements.written();
  }

  /** Where a place of {@link #sql} was in the query as it was written, in bytes of UTF-8. */
  int before(int place) {
    return replacements.before(place);
  }

  private void put(LakeRead read, Optional<Instant> time, Condition condition) throws SQLException {
    LakeScan scan = read.table().scan(time, condition);
    if (scan.files().size() > MOST_FILES) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot read " + scan.files().size() + " files of " + read.table().name() + " at once.",
          "Give a condition on the commit time or the key, so that fewer need be read.");
    }
    supplies.add(scan.supply());
    if (!scan.supply().fetch(limit.left())) {
      throw limit.exceeded();
    }
    String rows =
        "(WITH "
            + quoted(scan.relation())
            + " AS NOT MATERIALIZED ("
            + rows(scan)
            + ") SELECT * FROM ("
            + scan.sql()
            + "))";
    LakeRead.Part name = read.parts().get(0);
    replacements.put(name.start(), name.end(), read.before() + rows + read.after());
    for (LakeRead.Part part : read.parts().subList(1, read.parts().size())) {
      replacements.put(part.start(), part.end(), "");
    }
  }

  private String rows(LakeScan scan) throws SQLException {
    Map<LakeFiles.Kind, List<LakeScan.File>> kinds = new LinkedHashMap<>();
    for (LakeScan.File file : scan.files()) {
      kinds.computeIfAbsent(LakeFiles.Kind.of(file), any -> new ArrayList<>()).add(file);
    }
    List<String> all = new ArrayList<>();
    for (List<LakeScan.File> files : kinds.values()) {
      all.addAll(rows(files, scan));
    }
    return all.isEmpty() ? nothing(scan) : String.join(" UNION ALL ", all);
  }

  /** The rows of files of one kind. */
  private List<String> rows(List<LakeScan.File> files, LakeScan scan) throws SQLException {
    List<LakeScan.File> whole = new ArrayList<>();
    List<LakeScan.File> small = new ArrayList<>();
    List<LakeScan.File> large = new ArrayList<>();
    for (LakeScan.File file : files) {
      if (file.dead().isEmpty()) {
        whole.add(file);
      } else if (file.rows() < LARGE_ROWS || large.size() == MOST_LARGE) {
        small.add(file);
      } else {
        large.add(file);
      }
    }
    List<String> all = new ArrayList<>();
    if (!whole.isEmpty()) {
      LakeFiles source = source(whole, scan);
      all.add("SELECT " + source.columns() + " FROM " + source.relation());
    }
    if (!small.isEmpty()) {
      all.add(livingOfSmall(small, scan));
    }
    if (!large.isEmpty()) {
      all.addAll(livingOfLarge(large, scan));
    }
    return all;
  }

  private LakeFiles source(List<LakeScan.File> files, LakeScan scan) throws SQLException {
    List<Path> paths = new ArrayList<>();
    for (LakeScan.File file : files) {
      paths.add(links.link(file.path()));
    }
    return LakeFiles.of(files, paths, scan.fields(), this::constants);
  }

  /** Keeps what each file's rows have as constants; returns the table's name. */
  private String constants(String columns, List<String> rows) throws SQLException {
    String table = deadTable(columns);
    for (int i = 0; i < rows.size(); i += ROWS_AT_ONCE) {
      List<String> some = rows.subList(i, Math.min(rows.size(), i + ROWS_AT_ONCE));
      Database.run(
          connection, "INSERT INTO temp.main." + table + " VALUES " + String.join(", ", some));
    }
    return "temp.main." + table;
  }

  /** The rows of files that have dead ones: all that do not meet a dead one's place. */
  private String livingOfSmall(List<LakeScan.File> files, LakeScan scan) throws SQLException {
    LakeFiles source = source(files, scan);
    String table = deadTable("(file VARCHAR, place BIGINT)");
    try (DuckDBAppender appender = connection.createAppender("temp", "main", table)) {
      for (int i = 0; i < files.size(); i++) {
        String path = source.paths().get(i).toString();
        files.get(i).dead().orElseThrow().forEach(place -> append(appender, path, place));
      }
    }
    return """
        SELECT %s FROM %s WHERE NOT EXISTS (
          SELECT 1 FROM temp.main.%s AS d WHERE d.file = f.filename AND d.place = f.file_row_number)"""
        .formatted(source.columns(), source.relation(), table);
  }

  private static void append(DuckDBAppender appender, String file, long place) {
    try {
      appender.beginRow();
      appender.append(file);
      appender.append(place);
      appender.endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot note a dead row", e);
    }
  }

  /**
   * The same for large files. Each is read by itself, with the bits of its dead rows as a constant:
   * a row takes a tenth of the time, but each file about 3 ms to plan.
   */
  private List<String> livingOfLarge(List<LakeScan.File> files, LakeScan scan) throws SQLException {
    String table = deadTable("(file INTEGER, dead BLOB)");
    List<String> selects = new ArrayList<>();
    try (DuckDBAppender appender = connection.createAppender("temp", "main", table)) {
      for (LakeScan.File file : files) {
        int number = selects.size();
        appender.beginRow();
        appender.append(number);
        appender.append(bits(file));
        appender.endRow();
        LakeFiles source = source(List.of(file), scan);
        selects.add(
            """
            SELECT %s FROM %s WHERE get_bit(
              (SELECT CAST(dead AS BIT) FROM temp.main.%s WHERE file = %d),
              CAST(f.file_row_number AS INTEGER)) = 0"""
                .formatted(source.columns(), source.relation(), table, number));
      }
    }
    return selects;
  }

  private String deadTable(String columns) throws SQLException {
    String table = "_lake_" + deadTables++;
    Database.run(connection, "CREATE TEMP TABLE " + table + " " + columns);
    return table;
  }

  /** One bit a row, the first row's first; set when the row is dead. */
  private static byte[] bits(LakeScan.File file) {
    byte[] bits = new byte[(int) ((file.rows() + 7) / 8)];
    file.dead()
        .orElseThrow()
        .forEach(row -> bits[(int) (row >> 3)] |= (byte) (0x80 >> (int) (row & 7)));
    return bits;
  }

  private static String nothing(LakeScan scan) {
    return scan.fields().stream()
        .map(field -> "CAST(NULL AS " + field.type() + ") AS " + quoted(field.name()))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  @Override
  public void close() {
    links.close();
    supplies.forEach(LakeScan.Supply::release);
  }
}
