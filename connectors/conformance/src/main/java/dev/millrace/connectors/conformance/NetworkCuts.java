package dev.millrace.connectors.conformance;

import dev.millrace.connectors.capture.CaptureSource;
import dev.millrace.testing.CuttableNetwork;
import dev.millrace.testing.CuttableNetwork.Cut;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Cuts the network between a capture and its source in the middle of things, while business goes
 * on: capture goes on by itself, and has every change of every key in order.
 *
 * <p>{@code -Dcut.seed} repeats a choice of places.
 */
public final class NetworkCuts implements AutoCloseable {
  /** Of a large transaction so many rows are sent before a cut. */
  private static final int PART_ROWS = 2_000;

  /** Less than these rows are, so that a cut comes within them. */
  private static final int PART_BYTES = 500_000;

  /** The first number of the sessions that write large transactions. */
  private static final int WRITER = 9;

  private final Captured captured;
  private final Dialect dialect;
  private final CuttableNetwork network;
  private final long seed = Long.getLong("cut.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Business business;
  private int writers;

  /**
   * Makes the tables.
   *
   * @param network through which the source is captured
   */
  public NetworkCuts(Captured captured, Dialect dialect, CuttableNetwork network) throws Exception {
    System.out.println("-Dcut.seed=" + seed);
    this.captured = captured;
    this.dialect = dialect;
    this.network = network;
    this.business = new Business(captured::connect, dialect, seed);
    business.prepare(10_000);
  }

  /** The source's options that make it read the tables in parts and notice a cut soon. */
  public static Map<String, String> options(CuttableNetwork network, String schema) {
    return Map.of(
        "port",
        Integer.toString(network.port()),
        "tables",
        String.join(",", Business.TABLES.stream().map(table -> schema + "." + table).toList()),
        "snapshot-chunk-rows",
        "2000",
        CaptureSource.PATIENCE_SECONDS,
        "4");
  }

  /** When the network is cut. */
  public enum When {
    IN_A_LARGE_TRANSACTION,
    WHILE_ROWS_ARE_READ,
    WHILE_IT_CATCHES_UP
  }

  /**
   * One of them by chance, since each takes long; {@code -Dcut.when} decides which, {@code all} for
   * all.
   */
  public static List<When> chosen() {
    When any = When.values()[new Random().nextInt(When.values().length)];
    String wanted = System.getProperty("cut.when", any.name());
    System.out.println("-Dcut.when=" + wanted);
    return wanted.equals("all") ? List.of(When.values()) : List.of(When.valueOf(wanted));
  }

  /**
   * Cuts the network, and finds all in the log in the end.
   *
   * @param backlog statements that make more than there is to read of the tables, run three times
   * @param bytes how much they make in all, at least
   */
  public void goesOnAfterACut(When when, List<String> backlog, int bytes) throws Exception {
    switch (when) {
      case IN_A_LARGE_TRANSACTION -> inALargeTransaction();
      case WHILE_ROWS_ARE_READ -> whileRowsAreRead();
      case WHILE_IT_CATCHES_UP -> whileItCatchesUp(backlog, bytes);
    }
  }

  /** Cuts while large transactions are sent. */
  private void inALargeTransaction() throws Exception {
    try (Run run = captured.run(captured.source())) {
      untilRead(run);
      long since = lastEntry();
      business.rowsAreRead();
      business.start(2);
      if (dialect.isSentInProgress()) {
        cutWithin(run, Cut.RESET, true);
        cutWithin(run, Cut.RESET, false);
        cutWithin(run, Cut.SILENCE, true);
      } else {
        cutBehind(run, Cut.RESET);
        cutBehind(run, Cut.SILENCE);
      }
      compareAtTheEnd(run, since);
    }
  }

  /**
   * Cuts the network while a large transaction is sent, with the rest of it held back.
   *
   * @param endsBefore whether it ends before the network is mended, or after capture has gone on
   */
  private void cutWithin(Run run, Cut cut, boolean endsBefore) throws Exception {
    try (Connection writer = captured.connect();
        Statement statement = writer.createStatement()) {
      begin(writer);
      network.cutAfter(1 + random.nextInt(PART_BYTES), cut);
      statement.execute(someRows());
      run.until(all -> network.isCut());
      statement.execute(someRows());
      if (endsBefore) {
        writer.commit();
        network.mend();
      } else {
        network.mend();
        int before = run.changes().size();
        run.until(all -> all.size() > before + 50);
        writer.commit();
      }
    }
    int before = run.changes().size();
    run.until(all -> all.size() > before + 2 * PART_ROWS);
  }

  /** Cuts the network while a large transaction is sent that has ended. */
  private void cutBehind(Run run, Cut cut) throws Exception {
    try (Connection writer = captured.connect();
        Statement statement = writer.createStatement()) {
      begin(writer);
      statement.execute(someRows());
      statement.execute(someRows());
      network.cutAfter(1 + random.nextInt(PART_BYTES), cut);
      writer.commit();
      run.until(all -> network.isCut());
      network.mend();
    }
  }

  private void begin(Connection writer) throws SQLException {
    writer.setAutoCommit(false);
    try (Statement statement = writer.createStatement()) {
      for (String sql : dialect.session(WRITER + writers++)) {
        statement.execute(sql);
      }
    }
    writer.commit();
  }

  /** An insert of rows without a key, as many as there are of those that business leaves alone. */
  private String someRows() {
    return "INSERT INTO bag SELECT %s, repeat('y', 300) FROM item WHERE id > 5000 AND id <= %d"
        .formatted(dialect.nextNumber(), 5_000 + PART_ROWS);
  }

  /** Cuts while the tables are read for the first time. */
  private void whileRowsAreRead() throws Exception {
    business.start(2);
    network.cutAfter(200_000 + random.nextInt(800_000), Cut.SILENCE);
    try (Run run = captured.run(captured.source())) {
      run.until(all -> network.isCut());
      network.mend();
      network.cutAfter(100_000 + random.nextInt(600_000), Cut.RESET);
      run.until(all -> network.isCut());
      network.mend();
      untilRead(run);
      long since = lastEntry();
      int before = run.changes().size();
      run.until(all -> all.size() > before + 300);
      compareAtTheEnd(run, since);
    }
  }

  /** Cuts while a capture that has stood still catches up. */
  private void whileItCatchesUp(List<String> backlog, int bytes) throws Exception {
    long since;
    try (Run run = captured.run(captured.source())) {
      untilRead(run);
      since = lastEntry();
    }
    business.rowsAreRead();
    business.start(2);
    try (Connection writer = captured.connect();
        Statement statement = writer.createStatement()) {
      begin(writer);
      for (int i = 0; i < 3; i++) {
        statement.execute(someRows());
        for (String sql : backlog) {
          statement.execute(sql);
        }
        writer.commit();
      }
    }
    network.cutAfter(1 + random.nextInt(bytes), Cut.RESET);
    try (Run run = captured.run(captured.source())) {
      run.until(all -> network.isCut());
      network.mend();
      compareAtTheEnd(run, since);
    }
  }

  private void untilRead(Run run) throws Exception {
    run.until(
        all ->
            Business.TABLES.stream()
                .allMatch(table -> "all".equals(captured.offsetOf(table).get("done"))));
  }

  private long lastEntry() throws Exception {
    try (Connection connection = captured.connect()) {
      return Journal.last(connection);
    }
  }

  private void compareAtTheEnd(Run run, long since) throws Exception {
    business.stop();
    try (Connection connection = captured.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO item VALUES (-1, -1, 'the end')");
      run.until(this::hasTheEnd);
      Journal.compare(
          connection, run.log(), run.schemas(), captured.source().name(), captured.schema(), since);
    } catch (AssertionError e) {
      throw new AssertionError("-Dcut.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private boolean hasTheEnd(List<Change> all) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Change change = all.get(i);
      if (change.table().equals(captured.table("item"))
          && Integer.valueOf(-1).equals(change.row().get("id"))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    business.close();
  }
}
