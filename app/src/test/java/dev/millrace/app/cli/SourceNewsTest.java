package dev.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SourceNewsTest {
  private final List<String> said = new ArrayList<>();
  private final SourceNews news = new SourceNews(said::add, text -> said.add("! " + text));

  private void look(int second, Optional<SnapshotProgress> snapshot, Optional<String> warning) {
    Source source =
        new Source(
            "plant",
            "postgres",
            snapshot.isPresent() ? SourceState.SNAPSHOT : SourceState.STREAMING,
            3,
            0,
            0,
            OptionalLong.empty(),
            Optional.empty(),
            snapshot,
            Optional.of(new CaptureLag(0, 0, 0, warning)),
            Optional.empty());
    news.look(List.of(source), TimeUnit.SECONDS.toNanos(second));
  }

  private static Optional<SnapshotProgress> reading(long rows) {
    return Optional.of(
        new SnapshotProgress(
            3, 1, rows, OptionalLong.empty(), OptionalInt.empty(), OptionalLong.empty()));
  }

  @Test
  void tellsALongReadEverMoreSeldomAndItsEnd() {
    for (int second = 0; second < 100; second++) {
      look(second, reading(second * 1_000L), Optional.empty());
    }
    look(100, Optional.empty(), Optional.empty());
    look(101, Optional.empty(), Optional.empty());
    assertThat(said)
        .containsExactly(
            "plant: 10,000 rows, 1 of 3 tables",
            "plant: 30,000 rows, 1 of 3 tables",
            "plant: 70,000 rows, 1 of 3 tables",
            "plant: all rows are read");
  }

  @Test
  void isSilentAboutAShortRead() {
    look(0, reading(5), Optional.empty());
    look(9, reading(50), Optional.empty());
    look(10, Optional.empty(), Optional.empty());
    assertThat(said).isEmpty();
  }

  @Test
  void tellsAWarningOnceUntilItHasGone() {
    look(0, Optional.empty(), Optional.of("The slot keeps 90 MB."));
    look(1, Optional.empty(), Optional.of("The slot keeps 91 MB."));
    look(2, Optional.empty(), Optional.empty());
    look(3, Optional.empty(), Optional.of("The slot keeps 92 MB."));
    assertThat(said)
        .containsExactly("! plant: The slot keeps 90 MB.", "! plant: The slot keeps 92 MB.");
  }

  @Test
  void tellsRowsPercentTablesAndTimeLeftInWords() {
    assertThat(
            SourceText.reading(
                new SnapshotProgress(
                    20,
                    3,
                    1_200_000,
                    OptionalLong.of(5_000_000),
                    OptionalInt.of(24),
                    OptionalLong.of(118))))
        .isEqualTo("1,200,000 of about 5,000,000 rows (24 %), 3 of 20 tables, about 2 min left");
    assertThat(List.of(4L, 47L, 59L, 3_599L, 12_000L, 200_000L))
        .map(
            left ->
                SourceText.reading(
                    new SnapshotProgress(
                        1, 0, 1, OptionalLong.of(9), OptionalInt.of(11), OptionalLong.of(left))))
        .map(text -> text.replace("1 of about 9 rows (11 %), 0 of 1 table, ", ""))
        .containsExactly(
            "a few seconds left",
            "about 40 s left",
            "about 50 s left",
            "about 1 h left",
            "about 3 h 20 min left",
            "about 2 d 7 h left");
  }

  @Test
  void tellsTheLagInTimeAndBytes() {
    assertThat(SourceText.behind(0, 0)).isEqualTo("0 s, 0 B");
    assertThat(SourceText.behind(1.43, 9_960)).isEqualTo("1.4 s, 10 kB");
    assertThat(SourceText.behind(75, 16_777_216)).isEqualTo("1 min, 17 MB");
    assertThat(SourceText.bytes(999_600)).isEqualTo("1.0 MB");
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(SourceText.ago(noon, noon.plusSeconds(250))).isEqualTo("4 min ago");
    assertThat(SourceText.ago(noon.plusMillis(20), noon)).isEqualTo("0 s ago");
  }
}
