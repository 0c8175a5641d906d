package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.uber.h3core.H3Core;
import com.uber.h3core.util.LatLng;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HexCellsTest {

  /** The example of H3's own documentation. */
  @Test
  void isTheIndexThatOthersHave() {
    assertThat(HexCells.at(37.7752702151959, -122.418307270836, 9)).isEqualTo("8928308280fffff");
  }

  @Test
  void aPlaceIsWithinItsCell() throws IOException {
    H3Core h3 = H3Core.newInstance();
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      double[] place = Worlds.place(random);
      int resolution = 5 + random.nextInt(HexCells.FINEST - 4);
      String cell = HexCells.at(place[0], place[1] + 360 * random.nextInt(3), resolution);
      assertThat(cell).matches("[0-9a-f]{15}");
      List<LatLng> corners = h3.cellToBoundary(cell);
      double[] ring = new double[2 * corners.size()];
      double farthest = 0;
      for (int j = 0; j < corners.size(); j++) {
        ring[2 * j] = corners.get(j).lat;
        ring[2 * j + 1] = corners.get(j).lng;
        farthest =
            Math.max(
                farthest,
                Sphere.distance(place[0], place[1], corners.get(j).lat, corners.get(j).lng));
      }
      // Edges are great circles there and straight on the map here: near a pole they differ.
      if (Math.abs(place[0]) < 80 && !Polygon.of(List.of(ring)).contains(place[0], place[1])) {
        LatLng center = h3.cellToLatLng(cell);
        double away = Sphere.distance(place[0], place[1], center.lat, center.lng);
        assertThat(away).as("%s of %s", cell, i).isGreaterThan(0.4 * farthest);
        assertThat(resolution).as("%s of %s", cell, i).isLessThan(8);
      }
    }
  }

  @Test
  void aResolutionThatIsNoneIsRefused() {
    for (int resolution : new int[] {-1, 16}) {
      assertThatThrownBy(() -> HexCells.at(1, 1, resolution))
          .hasMessage(
              "Cannot find an H3 cell of resolution " + resolution + ". Give one from 0 to 15.");
    }
  }
}
