package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.NetworkCuts;
import dev.millrace.connectors.conformance.NetworkCuts.When;
import dev.millrace.connectors.conformance.PostgresDialect;
import dev.millrace.testing.CuttableNetwork;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On one of the releases: both would take long. {@code -Dcut.release} says which, 15 or 18; by
 * chance when it is not given.
 */
class NetworkCutTest extends WithServers {
  private static final int RELEASE =
      Integer.getInteger(
          "cut.release", new Random().nextBoolean() ? OnBothReleases.OLDER : OnBothReleases.USUAL);

  private static PostgresServer chosen;

  private CuttableNetwork network;
  private NetworkCuts cuts;

  @BeforeAll
  static void choose(@TempDir Path folder) {
    System.out.println("-Dcut.release=" + RELEASE);
    chosen =
        RELEASE == OnBothReleases.USUAL
            ? server
            : PostgresServer.start(folder, OPTIONS.release(Integer.toString(RELEASE)));
  }

  @AfterAll
  static void stopChosen() {
    chosen.close();
  }

  @Override
  PostgresServer server() {
    return chosen;
  }

  @BeforeEach
  void putTheNetworkBetween() throws Exception {
    network = CuttableNetwork.to(server().host(), server().port());
    source = config(NetworkCuts.options(network, "public"));
    cuts = new NetworkCuts(this, new PostgresDialect(), network);
    sql("ALTER DATABASE " + database + " SET logical_decoding_work_mem = '64kB'");
  }

  @AfterEach
  void takeTheNetworkAway() throws Exception {
    cuts.close();
    network.close();
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.connectors.conformance.NetworkCuts#chosen")
  void goesOnAfterACut(When when) throws Exception {
    String others =
        "SELECT pg_logical_emit_message(false, 'other', repeat('x', 1 << 20))"
            + " FROM generate_series(1, 40)";
    cuts.goesOnAfterACut(when, List.of(others), 100 << 20);
  }
}
