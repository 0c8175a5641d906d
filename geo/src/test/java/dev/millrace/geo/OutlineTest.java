package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutlineTest {
  /** Latitude and longitude of each corner in turn. */
  private static double[] ring(double... corners) {
    return corners;
  }

  private static void check(double... corners) {
    Outline.check(List.of(ring(corners)));
  }

  @Test
  void takesRingsThatDoNotCross() {
    assertThatCode(() -> check(50, 7, 50, 8, 51, 8)).doesNotThrowAnyException();
    assertThatCode(() -> check(50, 7, 50, 8, 51, 8, 51, 7, 50, 7)).doesNotThrowAnyException();
    // Three corners on a line are one edge.
    assertThatCode(() -> check(50, 7, 50, 7.5, 50, 8, 51, 8)).doesNotThrowAnyException();
    // An L, whose edges are on each other's lines.
    assertThatCode(() -> check(0, 0, 0, 2, 1, 2, 1, 1, 2, 1, 2, 0)).doesNotThrowAnyException();
  }

  @Test
  void takesRingsAcrossThe180thMeridianAndAroundAPole() {
    assertThatCode(() -> check(-18, 179, -18, -179, -17, -179, -17, 179))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(80, 0, 80, 90, 80, 180, 80, -90)).doesNotThrowAnyException();
  }

  @Test
  void refusesARingThatCrossesItself() {
    assertThatThrownBy(() -> check(0, 0, 1, 1, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its edges behind corners 1 and 3 cross");
    assertThatThrownBy(() -> check(-18, 179, -17, -179, -17, 179, -18, -179))
        .hasMessage("its edges behind corners 1 and 3 cross");
  }

  @ParameterizedTest
  @CsvSource({
    // A corner on an edge far from it.
    "0 0 0 4 4 4 0 2 4 0",
    // A corner at the place of another.
    "0 0 0 2 1 1 2 2 2 0 1 1",
    // An edge back on the one before.
    "0 0 0 4 0 2 2 2",
    // No area at all.
    "0 0 0 4 0 2"
  })
  void refusesARingThatTouchesItself(String corners) {
    double[] ring =
        java.util.Arrays.stream(corners.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    assertThatThrownBy(() -> check(ring)).hasMessageContaining("cross");
  }

  @Test
  void refusesWhatIsNoRing() {
    assertThatThrownBy(() -> Outline.check(List.of())).hasMessage("it has no corners");
    assertThatThrownBy(() -> check(1, 1, 2, 2, 2, 2, 1, 1))
        .hasMessage("it has corners at 2 different places, and needs 3");
    assertThatThrownBy(() -> check(1, 1, 95, 2, 2, 2))
        .hasMessage("corner 2 is at latitude 95.0, longitude 2.0");
    assertThatThrownBy(() -> check(1, 1, 5, 181, 2, 2))
        .hasMessage("corner 2 is at latitude 5.0, longitude 181.0");
    assertThatThrownBy(() -> check(1, 1, 5, Double.NaN, 2, 2)).hasMessageStartingWith("corner 2");
  }

  @Test
  void takesAThousandCornersAndNoMore() {
    assertThatCode(() -> check(circle(1_000))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(circle(1_001)))
        .hasMessage("it has 1001 corners, and may have 1000");
  }

  /** Closed, as GeoJSON has it. */
  private static double[] circle(int corners) {
    double[] ring = new double[2 * corners + 2];
    for (int i = 0; i <= corners; i++) {
      double turn = 2 * Math.PI * (i % corners) / corners;
      ring[2 * i] = 50 + Math.sin(turn);
      ring[2 * i + 1] = 7 + Math.cos(turn);
    }
    return ring;
  }
}
