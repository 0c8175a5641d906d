package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.Sketch;
import org.apache.datasketches.theta.Sketches;
import org.apache.datasketches.theta.Union;
import org.apache.datasketches.theta.UpdateSketch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sketches as DataSketches itself reads them. */
class ThetaSketchTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4_096, 8_191, 8_192, 8_193, 100_000, 1_000_000})
  void isWhatTheLibraryReads(int values) {
    ThetaSketch ours = new ThetaSketch();
    UpdateSketch theirs = UpdateSketch.builder().build();
    for (int i = 0; i < values; i++) {
      byte[] value = "x".repeat(i % 40).concat(" value " + i).getBytes(StandardCharsets.UTF_8);
      ours.update(value);
      ours.update(value);
      theirs.update(value);
    }
    ours.update(new byte[0]);

    Sketch read = Sketches.heapifySketch(Memory.wrap(ours.toBytes()));

    assertThat(Math.round(read.getEstimate())).isEqualTo(ours.estimate());
    assertThat(read.isEmpty()).isEqualTo(values == 0);
    if (values <= 4_096) {
      assertThat(ours.estimate()).isEqualTo(values);
    }
    assertThat((double) ours.estimate()).isCloseTo(values, within(0.05 * values));
    // The same values have the same hashes: put together they are no more.
    Union both = Sketches.setOperationBuilder().buildUnion();
    both.union(read);
    both.union(theirs);
    assertThat(both.getResult().getEstimate()).isCloseTo(values, within(0.05 * values));
  }
}
