package dev.millrace.live;

import static dev.millrace.live.Database.quoted;

import dev.millrace.api.ColumnType;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Schemas;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table of the store and all that writes it. For the feed's thread only, but for what asks for
 * its name, rows, columns, layout and problem.
 */
final class StoredTable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StoredTable.class);

  private final DuckDBConnection connection;
  private final Schemas schemas;
  private final TableName name;
  private final String keyTable;
  private final Map<Long, Boolean> straight = new HashMap<>();

  private volatile Layout layout;
  private int[] keyPlaces = {};
  private ChangeDecoder decoder;
  private KeyDeletes keyDeletes;
  private Optional<AppenderSink> rowSink = Optional.empty();
  private Optional<AppenderSink> keySink = Optional.empty();
  private Optional<PreparedStatement> stagedDelete = Optional.empty();
  private long pendingRows;

  private volatile TableSchema shown;
  private volatile long rows;
  private volatile Optional<Problem> problem = Optional.empty();

  private StoredTable(DuckDBConnection connection, Schemas schemas, Layout layout) {
    this.connection = connection;
    this.schemas = schemas;
    this.name = layout.schema().name();
    this.keyTable = "temp.main." + quoted("keys " + name.topic());
    this.shown = layout.schema();
    this.layout = layout;
    this.decoder = new ChangeDecoder(layout.schema(), schemas::byFingerprint);
    this.keyDeletes = new KeyDeletes(connection, layout);
  }

  /**
   * Opens a table as it is stored, made when it is new. {@link #follow} then brings it to the
   * schema.
   */
  static StoredTable open(DuckDBConnection connection, Schemas schemas, TableSchema schema)
      throws SQLException {
    Optional<Layout> stored = StoredLayout.read(connection, schema);
    Layout layout = stored.orElseGet(() -> Layout.of(schema));
    if (stored.isEmpty()) {
      Database.run(connection, layout.create());
    }
    StoredTable table = new StoredTable(connection, schemas, layout);
    table.rows = Database.number(connection, "SELECT count(*) FROM " + layout.storedName());
    return table;
  }

  TableName name() {
    return name;
  }

  /** The columns as the source has them. */
  TableSchema shown() {
    return shown;
  }

  Layout layout() {
    return layout;
  }

  long rows() {
    return rows;
  }

  Optional<Problem> problem() {
    return problem;
  }

  /** Says why the table does not follow its topic, or that it does. */
  void fail(Optional<Problem> why) {
    problem = why;
  }

  /** Reads the head of a record of the table. */
  ChangeDecoder head(byte[] value) {
    decoder.read(value);
    return decoder;
  }

  /** Whether records of a schema can be read with nothing lost. */
  boolean knows(long fingerprint) {
    return straight.containsKey(fingerprint);
  }

  /** Whether the table has the columns and types of a schema. */
  boolean follows(TableSchema schema) {
    return shown.equals(schema);
  }

  /** Takes note of a schema whose columns the table has. */
  void learn(long fingerprint) {
    List<String> written =
        schemas.byFingerprint(fingerprint).columns().stream()
            .map(dev.millrace.api.Column::name)
            .toList();
    List<String> stored =
        layout.schema().columns().stream().map(dev.millrace.api.Column::name).toList();
    straight.put(fingerprint, written.equals(stored));
  }

  /**
   * Gives the table the columns and types of a newer schema.
   *
   * @param restart stores that the topic is read from its start, in the same transaction
   * @return whether that was necessary, because a type has changed to one into which DuckDB casts
   *     in another way than the log; the table is empty then
   */
  boolean follow(TableSchema newer, Errands.Task restart) throws SQLException {
    Layout next = layout.followedBy(newer);
    close();
    boolean again = !castable(next);
    transact(
        () -> {
          if (again) {
            Database.run(connection, "DROP TABLE " + layout.storedName());
            Database.run(connection, next.create());
            restart.run();
          } else {
            alterTo(next);
          }
        });
    if (again) {
      rows = 0;
    }
    layout = next;
    shown = newer;
    straight.clear();
    decoder = new ChangeDecoder(layout.schema(), schemas::byFingerprint);
    keyDeletes = new KeyDeletes(connection, layout);
    showAndPrepare();
    return again;
  }

  private boolean castable(Layout next) {
    for (int i = 0; i < layout.names().size(); i++) {
      ColumnType before = layout.schema().columns().get(i).type();
      ColumnType now = next.schema().columns().get(i).type();
      if (!before.equals(now) && !Layout.castable(before, now)) {
        return false;
      }
    }
    return true;
  }

  private void alterTo(Layout next) throws SQLException {
    for (int i = 0; i < next.names().size(); i++) {
      ColumnType now = next.schema().columns().get(i).type();
      if (i >= layout.names().size()) {
        alter("ADD COLUMN " + next.column(i) + " " + Layout.sqlType(now));
      } else if (!layout.schema().columns().get(i).type().equals(now)) {
        alter("ALTER COLUMN " + next.column(i) + " TYPE " + Layout.sqlType(now));
      }
    }
  }

  /** Removes all rows, so that the table can be read anew. */
  void clear(Errands.Task restart) throws SQLException {
    transact(
        () -> {
          Database.run(connection, "DELETE FROM " + layout.storedName());
          restart.run();
        });
    rows = 0;
  }

  private void transact(Errands.Task task) throws SQLException {
    Database.run(connection, "BEGIN TRANSACTION");
    try {
      task.run();
      Database.run(connection, "COMMIT");
    } catch (SQLException | RuntimeException e) {
      Database.run(connection, "ROLLBACK");
      throw e;
    }
  }

  private void alter(String change) throws SQLException {
    Database.run(connection, "ALTER TABLE " + layout.storedName() + " " + change);
  }

  private void showAndPrepare() throws SQLException {
    for (String statement : layout.createView(shown)) {
      Database.run(connection, statement);
    }
    keyPlaces = new int[layout.names().size()];
    Arrays.fill(keyPlaces, -1);
    for (int index : layout.schema().keyIndexes()) {
      keyPlaces[index] = 1;
    }
  }

  /**
   * Applies changes in the transaction that the connection has open.
   *
   * @param keys of the records
   * @param values of the records, none a tombstone
   */
  void apply(List<byte[]> keys, List<byte[]> values) throws SQLException {
    Map<ByteBuffer, Integer> last = new HashMap<>(keys.size() * 2);
    int[] previous = new int[keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      Integer earlier = last.put(ByteBuffer.wrap(keys.get(i)), i);
      previous[i] = earlier == null ? -1 : earlier;
    }
    int[] latest = last.values().stream().mapToInt(Integer::intValue).toArray();
    Map<Integer, Row> held = held(latest, previous, values);
    long removed = rows + pendingRows == 0 ? 0 : delete(latest, values, held);
    long inserted = insert(latest, values, held);
    pendingRows += inserted - removed;
  }

  /** The transaction has been committed. */
  void committed() {
    long now = rows + pendingRows;
    rows = now;
    pendingRows = 0;
  }

  /** The transaction will be rolled back; call before, so that no appender keeps its rows. */
  void abandon() {
    pendingRows = 0;
    close();
  }

  /** The rows that cannot go straight through, complete, by the place of their record. */
  private Map<Integer, Row> held(int[] latest, int[] previous, List<byte[]> values)
      throws SQLException {
    Map<Integer, Row> held = new LinkedHashMap<>();
    Map<Integer, Row> wanting = new LinkedHashMap<>();
    for (int at : latest) {
      decoder.read(values.get(at));
      boolean ordered = straight.get(ChangeDecoder.fingerprint(values.get(at)));
      if (ordered && !decoder.anyUnsent()) {
        continue;
      }
      Row row = new Row(layout.names().size());
      decoder.row(row);
      held.put(at, row);
      if (decoder.operation().removes()) {
        row.fillNull();
      } else {
        fillFromEarlier(row, previous[at], previous, values);
        if (row.anyUnsent()) {
          wanting.put(at, row);
        }
      }
    }
    if (!wanting.isEmpty()) {
      fillFromStore(wanting);
    }
    return held;
  }

  private void fillFromEarlier(Row row, int from, int[] previous, List<byte[]> values) {
    for (int at = from; at >= 0 && row.anyUnsent(); at = previous[at]) {
      decoder.read(values.get(at));
      if (decoder.operation().removes()) {
        return;
      }
      Row earlier = new Row(layout.names().size());
      decoder.row(earlier);
      row.fillFrom(earlier);
    }
  }

  private void fillFromStore(Map<Integer, Row> wanting) throws SQLException {
    AppenderSink keys = keySink();
    for (Map.Entry<Integer, Row> entry : wanting.entrySet()) {
      keys.beginKey(entry.getKey());
      entry.getValue().emit(keys);
      keys.end();
    }
    keys.flush();
    StringJoiner columns = new StringJoiner(", ");
    for (int i = 0; i < layout.names().size(); i++) {
      var type = layout.schema().columns().get(i).type();
      columns.add(StoredRows.expression("t." + layout.column(i), type));
    }
    String sql =
        "SELECT k._ordinal, %s FROM %s t, %s k WHERE %s"
            .formatted(columns, layout.storedName(), keyTable, layout.keyCondition("t.", "k."));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Row stored = new Row(layout.names().size());
        StoredRows.put(result, 2, layout.schema().columns(), stored);
        wanting.get(result.getInt(1)).fillFrom(stored);
      }
    }
    Database.run(connection, "DELETE FROM " + keyTable);
    long missing = wanting.values().stream().filter(Row::fillNull).count();
    if (missing > 0) {
      LOGGER.warn("Table {}: {} changes leave out columns of rows not known", name, missing);
    }
  }

  private long delete(int[] latest, List<byte[]> values, Map<Integer, Row> held)
      throws SQLException {
    if (keyDeletes.takes(latest.length)) {
      return keyDeletes.delete(IntStream.of(latest).mapToObj(values::get).toList(), decoder);
    }
    AppenderSink keys = keySink();
    for (int at : latest) {
      keys.beginKey(at);
      put(at, values, held, keys);
      keys.end();
    }
    keys.flush();
    if (stagedDelete.isEmpty()) {
      stagedDelete =
          Optional.of(
              connection.prepareStatement(
                  "DELETE FROM %s AS t USING %s AS k WHERE %s"
                      .formatted(layout.storedName(), keyTable, layout.keyCondition("t.", "k."))));
    }
    long removed = stagedDelete.get().executeUpdate();
    Database.run(connection, "DELETE FROM " + keyTable);
    return removed;
  }

  private long insert(int[] latest, List<byte[]> values, Map<Integer, Row> held)
      throws SQLException {
    long inserted = 0;
    for (int at : latest) {
      decoder.read(values.get(at));
      if (decoder.operation().removes()) {
        continue;
      }
      AppenderSink sink = rowSink();
      sink.begin(decoder.position().toString(), decoder.commitMicros());
      put(at, values, held, sink);
      sink.end();
      inserted++;
    }
    if (inserted > 0) {
      rowSink().flush();
    }
    return inserted;
  }

  private void put(int at, List<byte[]> values, Map<Integer, Row> held, AppenderSink sink) {
    Row row = held.get(at);
    if (row == null) {
      decoder.read(values.get(at));
      decoder.row(sink);
    } else {
      row.emit(sink);
    }
  }

  private AppenderSink rowSink() throws SQLException {
    if (rowSink.isEmpty()) {
      int[] all = new int[layout.names().size()];
      rowSink =
          Optional.of(
              new AppenderSink(
                  connection.createAppender(Database.CATALOG, "main", name.topic()),
                  layout.schema(),
                  all));
    }
    return rowSink.get();
  }

  private AppenderSink keySink() throws SQLException {
    if (keySink.isEmpty()) {
      StringJoiner columns = new StringJoiner(", ", "(_ordinal BIGINT, ", ")");
      for (int i = 0; i < keyPlaces.length; i++) {
        if (keyPlaces[i] >= 0) {
          var type = layout.schema().columns().get(i).type();
          columns.add(layout.column(i) + " " + Layout.sqlType(type));
        }
      }
      Database.run(connection, "CREATE OR REPLACE TEMP TABLE " + keyTable + columns);
      keySink =
          Optional.of(
              new AppenderSink(
                  connection.createAppender("temp", "main", "keys " + name.topic()),
                  layout.schema(),
                  keyPlaces));
    }
    return keySink.get();
  }

  /** Whether it holds DuckDB's buffers. */
  boolean busy() {
    return rowSink.isPresent() || keySink.isPresent();
  }

  /** Gives DuckDB's buffers back; they are made again when needed. */
  void close() {
    List<AutoCloseable> parts = new ArrayList<>();
    rowSink.ifPresent(parts::add);
    keySink.ifPresent(parts::add);
    stagedDelete.ifPresent(parts::add);
    parts.add(keyDeletes);
    rowSink = Optional.empty();
    keySink = Optional.empty();
    stagedDelete = Optional.empty();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOGGER.debug("Closed what had failed", e);
      }
    }
  }
}
