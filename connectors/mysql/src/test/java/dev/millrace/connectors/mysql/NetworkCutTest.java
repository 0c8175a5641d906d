package dev.millrace.connectors.mysql;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.MySqlDialect;
import dev.millrace.connectors.conformance.NetworkCuts;
import dev.millrace.connectors.conformance.NetworkCuts.When;
import dev.millrace.testing.CuttableNetwork;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On one of the servers: both would take long. {@code -Dcut.server} says which, MARIADB or MYSQL;
 * by chance when it is not given.
 */
class NetworkCutTest extends OnBothServers {
  private CuttableNetwork network;
  private NetworkCuts cuts;

  @BeforeEach
  void putTheNetworkBetween() throws Exception {
    network = CuttableNetwork.to(server().host(), server().port());
    cuts = new NetworkCuts(this, new MySqlDialect(), network);
  }

  @Override
  public SourceConfig source() {
    return config(NetworkCuts.options(network, database));
  }

  @AfterEach
  void takeTheNetworkAway() throws Exception {
    if (cuts != null) {
      cuts.close();
      network.close();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.connectors.conformance.NetworkCuts#chosen")
  void goesOnAfterACut(When when) throws Exception {
    cuts.goesOnAfterACut(when, List.of(), 1 << 20);
  }
}
