package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.runtime.SourceProgress.News;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceProgressTest {

  private static News news(String members) throws Exception {
    return News.of(
        new ObjectMapper()
            .readTree("{\"source\":\"plant\",\"state\":\"snapshot\",\"epoch\":1" + members + "}"));
  }

  private static SnapshotProgress snapshot(String rowsAndMore) throws Exception {
    return news(",\"snapshot\":{\"tables\":3,\"tables_done\":1," + rowsAndMore + "}")
        .snapshot()
        .orElseThrow();
  }

  @Test
  void tellsHowFarTheReadingIs() throws Exception {
    assertThat(snapshot("\"rows\":2999,\"rows_total\":10000,\"seconds_left\":70"))
        .isEqualTo(
            new SnapshotProgress(
                3, 1, 2_999, OptionalLong.of(10_000), OptionalInt.of(29), OptionalLong.of(70)));
  }

  @Test
  void leavesOutAnEstimateThatIsNoneOrProvedWrongAndWhatFollowsFromIt() throws Exception {
    for (String wrong :
        new String[] {
          "\"rows_total\":-1", "\"rows_total\":0", "\"rows_total\":499", "\"rows_total\":500"
        }) {
      assertThat(snapshot("\"rows\":500," + wrong + ",\"seconds_left\":0"))
          .as(wrong)
          .isEqualTo(
              new SnapshotProgress(
                  3, 1, 500, OptionalLong.empty(), OptionalInt.empty(), OptionalLong.empty()));
    }
    assertThat(snapshot("\"rows\":0").rowsTotal()).isEmpty();
    assertThat(snapshot("\"rows\":1,\"rows_total\":9,\"seconds_left\":-1").secondsLeft()).isEmpty();
  }

  @Test
  void makesUpNothingForAConnectorThatDoesNotTell() throws Exception {
    assertThat(news("").snapshot()).isEmpty();
    assertThat(news("").captureLag()).isEmpty();
    assertThat(news(",\"lag\":{\"seconds\":4}").captureLag()).isEmpty();
  }

  @Test
  void tellsTheLagAndItsWarning() throws Exception {
    String lag = "\"bytes\":5,\"retained_log_bytes\":7,\"seconds\":1.5";
    assertThat(news(",\"lag\":{" + lag + "}").captureLag())
        .contains(new CaptureLag(5, 7, 1.5, Optional.empty()));
    assertThat(news(",\"lag\":{" + lag + ",\"warning\":\"Mind the slot.\"}").captureLag())
        .contains(new CaptureLag(5, 7, 1.5, Optional.of("Mind the slot.")));
    assertThat(
            news(",\"snapshot\":{\"waits_for\":\"Replay is paused.\"},\"lag\":{" + lag + "}")
                .captureLag())
        .contains(new CaptureLag(5, 7, 1.5, Optional.of("Replay is paused.")));
  }
}
