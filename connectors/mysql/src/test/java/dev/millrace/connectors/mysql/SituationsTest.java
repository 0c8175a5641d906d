package dev.millrace.connectors.mysql;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.connectors.conformance.Situations;
import dev.millrace.connectors.conformance.Situations.Way;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to tables comes as it was made, however it is read. */
class SituationsTest extends OnBothServers {
  @Override
  public SourceConfig source() {
    return config(Map.of("tables", "the_end,s_*.*"));
  }

  /** A line of a situation may have several statements. */
  @Override
  public Connection connect() throws SQLException {
    String url = server().jdbcUrl(database);
    return DriverManager.getConnection(
        url + (url.contains("?") ? "&" : "?") + "allowMultiQueries=true",
        server().user(),
        server().password());
  }

  /** By chance: each takes long. */
  static List<Way> ways() {
    return List.of(new Random().nextBoolean() ? Way.LIVE : Way.BROKEN_OFF);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void changesComeAsTheyWereMade(Way way) throws Exception {
    List<Situation> all = new ArrayList<>(TableSituations.ALL);
    if (!isMariaDb()) {
      all.add(TableSituations.REFERENCES);
    }
    new Situations(this, new MySqlSituationSql(), all).changesComeAsTheyWereMade(way, List.of());
  }
}
