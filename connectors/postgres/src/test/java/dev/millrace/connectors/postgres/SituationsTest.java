package dev.millrace.connectors.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.connectors.conformance.Situation;
import dev.millrace.connectors.conformance.Situations;
import dev.millrace.connectors.conformance.Situations.Way;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to tables comes as it was made, however it is read. */
class SituationsTest extends OnBothReleases {
  private static final List<Situation> ALL =
      Stream.of(
              KeySituations.ALL,
              ToastSituations.ALL,
              TransactionSituations.ALL,
              SchemaSituations.ALL,
              NameSituations.ALL)
          .flatMap(List::stream)
          .toList();

  private static final String EXTENSION = "CREATE EXTENSION citext";

  private Situations situations() {
    return new Situations(this, new PostgresSituationSql(), ALL);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIVE", "BROKEN_OFF"})
  void changesComeAsTheyWereMade(Way way) throws Exception {
    situations().changesComeAsTheyWereMade(way, List.of(EXTENSION));
  }

  /** Each change has been sent before its transaction was committed. */
  @Test
  void changesComeAsTheyWereMadeWhenSentInProgress() throws Exception {
    assumeTrue(release != OLDER, "The server cannot be told to.");
    situations()
        .changesComeAsTheyWereMade(
            Way.AFTERWARDS,
            List.of(
                EXTENSION,
                "ALTER DATABASE "
                    + database
                    + " SET debug_logical_replication_streaming = immediate"));
  }
}
