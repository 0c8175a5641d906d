package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class GeoJsonTest {

  private static String positions(double[] ring) {
    StringJoiner positions = new StringJoiner(",", "[", "]");
    for (int i = 0; i < ring.length; i += 2) {
      positions.add("[" + ring[i + 1] + "," + ring[i] + ",12.5]");
    }
    return positions.toString();
  }

  /** What a text holds is what its polygons hold, each asked by itself. */
  @Test
  void manyPolygonsHoldWhatEachDoes() {
    Random random = new Random(6);
    for (int world = 0; world < 500; world++) {
      List<Polygon> each = new ArrayList<>();
      StringJoiner coordinates = new StringJoiner(",");
      for (int i = 0; i < 3; i++) {
        // Far enough apart not to overlap, one of them across the 180th meridian.
        double[] center = {random.nextDouble() * 160 - 80, 120.0 * i + 178};
        double[] outer = Worlds.ring(random, center, 9);
        double[] hole = Worlds.ring(random, center, 2);
        each.add(Polygon.of(List.of(outer, hole)));
        coordinates.add("[" + positions(outer) + "," + positions(hole) + "]");
      }
      Polygon all =
          GeoJson.polygon("{\"type\":\"MultiPolygon\",\"coordinates\":[" + coordinates + "]}");
      for (int j = 0; j < 40; j++) {
        Bounds near = each.get(j % 3).bounds();
        double latitude = near.south() + random.nextDouble() * (near.north() - near.south());
        double longitude =
            Sphere.normal(near.west() + random.nextDouble() * (near.east() - near.west()));
        assertThat(all.contains(latitude, longitude))
            .isEqualTo(each.stream().anyMatch(one -> one.contains(latitude, longitude)));
      }
    }
  }

  @Test
  void aHoleStaysOneInAPolygonWiderThanHalfOfTheEarth() {
    Polygon wide =
        GeoJson.polygon(
            """
            {"type": "Polygon", "coordinates": [
              [[0, -10], [100, -10], [200, -10], [300, -10], [300, 10], [200, 10], [100, 10], [0, 10]],
              [[240, -5], [260, -5], [260, 5], [240, 5]]
            ]}
            """);
    assertThat(wide.contains(0, 150)).isTrue();
    assertThat(wide.contains(0, -130)).isTrue();
    assertThat(wide.contains(0, -110)).isFalse();
    assertThat(wide.contains(0, -90)).isTrue();
    assertThat(wide.contains(0, -30)).isFalse();
  }

  @Test
  void whatIsNoPolygonIsRefused() {
    String remedy = ". Give the text of a GeoJSON Polygon or MultiPolygon.";
    for (String text : List.of("", "no json", "[1, 2]", "{\"type\": \"Point\"}", "{} {}")) {
      assertThatThrownBy(() -> GeoJson.polygon(text))
          .hasMessage("Cannot read a border: " + text + remedy);
    }
    assertThatThrownBy(() -> GeoJson.polygon("x".repeat(100)))
        .hasMessage("Cannot read a border: " + "x".repeat(60) + "…" + remedy);
    assertThatThrownBy(() -> GeoJson.polygon("{\"type\": \"Polygon\", \"coordinates\": []}"))
        .hasMessage("Cannot make a polygon without a ring.");
    assertThatThrownBy(
            () ->
                GeoJson.polygon(
                    "{\"type\": \"Polygon\", \"coordinates\": [[[1, 2], [3, 4], [5]]]}"))
        .hasMessage("Cannot read latitude NaN, longitude 5.0.");
  }
}
