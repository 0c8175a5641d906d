package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.CaptureSource;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.CuttableNetwork;
import dev.millrace.connectors.conformance.CuttableNetwork.Cut;
import dev.millrace.connectors.conformance.Run;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The network between the capture and its source is cut in the middle of things, while business
 * goes on: capture goes on by itself, and has every change of every key in order.
 *
 * <p>{@code -Dcut.seed} repeats a choice of places.
 */
class NetworkCutTest extends WithServers {
  private static final String SOME_ROWS =
      "INSERT INTO bag SELECT nextval('change'), repeat('y', 300) FROM generate_series(1, 2000)";

  private final long seed = Long.getLong("cut.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private CuttableNetwork network;
  private Business business;

  @BeforeEach
  void putTheNetworkBetween() throws Exception {
    System.out.println("-Dcut.seed=" + seed);
    network = CuttableNetwork.to(server.host(), server.port());
    source =
        config(
            Map.of(
                "port",
                Integer.toString(network.port()),
                "tables",
                String.join(",", Business.TABLES),
                "snapshot-chunk-rows",
                "2000",
                CaptureSource.PATIENCE_SECONDS,
                "4"));
    business = new Business(this::connect, seed);
    business.prepare(10_000);
    sql("ALTER DATABASE " + database + " SET logical_decoding_work_mem = '64kB'");
  }

  @AfterEach
  void takeTheNetworkAway() throws Exception {
    business.close();
    network.close();
  }

  @Test
  void goesOnAfterACutInTheMiddleOfALargeTransaction() throws Exception {
    try (Run run = run()) {
      untilRead(run);
      long since = lastEntry();
      business.rowsAreRead();
      business.start(2);
      cutWithin(run, Cut.RESET, true);
      cutWithin(run, Cut.RESET, false);
      cutWithin(run, Cut.SILENCE, true);
      compareAtTheEnd(run, since);
    }
  }

  /**
   * Cuts the network while a large transaction is sent, with the rest of it held back.
   *
   * @param endsBefore whether it ends before the network is mended, or after capture has gone on
   */
  private void cutWithin(Run run, Cut cut, boolean endsBefore) throws Exception {
    try (Connection writer = connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      network.cutAfter(1 + random.nextInt(500_000), cut);
      statement.execute(SOME_ROWS);
      run.until(all -> network.isCut());
      statement.execute(SOME_ROWS);
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
    run.until(all -> all.size() > before + 4_000);
  }

  @Test
  void goesOnAfterCutsWhileRowsAreRead() throws Exception {
    business.start(2);
    network.cutAfter(200_000 + random.nextInt(800_000), Cut.SILENCE);
    try (Run run = run()) {
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

  @Test
  void goesOnAfterACutWhileItCatchesUp() throws Exception {
    long since;
    try (Run run = run()) {
      untilRead(run);
      since = lastEntry();
    }
    business.rowsAreRead();
    business.start(2);
    for (int i = 0; i < 3; i++) {
      sql(SOME_ROWS);
      sql(
          "SELECT pg_logical_emit_message(false, 'other', repeat('x', 1 << 20))"
              + " FROM generate_series(1, 40)");
    }
    network.cutAfter(1 + random.nextInt(100 << 20), Cut.RESET);
    try (Run run = run()) {
      run.until(all -> network.isCut());
      network.mend();
      compareAtTheEnd(run, since);
    }
  }

  private void untilRead(Run run) throws Exception {
    run.until(all -> Business.TABLES.stream().allMatch(t -> "all".equals(offsetOf(t).get("done"))));
  }

  private long lastEntry() throws Exception {
    try (Connection connection = connect()) {
      return Journal.last(connection);
    }
  }

  private void compareAtTheEnd(Run run, long since) throws Exception {
    business.stop();
    sql("INSERT INTO item VALUES (-1, nextval('change'), 'the end')");
    run.until(all -> hasTheEnd(all));
    try (Connection connection = connect()) {
      Journal.compare(connection, run.log(), run.schemas(), database, since);
    } catch (AssertionError e) {
      throw new AssertionError("-Dcut.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private boolean hasTheEnd(List<Change> all) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Change change = all.get(i);
      if (change.table().equals(table("item"))
          && Integer.valueOf(-1).equals(change.row().get("id"))) {
        return true;
      }
    }
    return false;
  }
}
