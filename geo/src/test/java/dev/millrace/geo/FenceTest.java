package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Path2D;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FenceTest {
  private static final int WORLDS = 4_000;

  private static Polygon polygon(double... corners) {
    return Polygon.of(List.of(corners));
  }

  /** A place in a fence's bounds or a little outside of them. */
  private static double[] placeAround(Random random, Bounds bounds) {
    double height = (bounds.north() - bounds.south()) * 1.2 + 1e-6;
    double width = (bounds.east() - bounds.west()) * 1.2 + 1e-6;
    double latitude = bounds.south() + (random.nextDouble() - 0.1) * height;
    double longitude = bounds.west() + (random.nextDouble() - 0.1) * width;
    return new double[] {Math.max(-90, Math.min(90, latitude)), Sphere.normal(longitude)};
  }

  @Test
  void circlesHoldWhatIsNear() {
    Random random = new Random(1);
    for (int i = 0; i < WORLDS; i++) {
      Circle circle = Worlds.circle(random);
      double[] center = {circle.latitude(), circle.longitude()};
      for (int j = 0; j < 20; j++) {
        double[] place = placeAround(random, circle.bounds());
        double distance = SphereTest.byVectors(center, place);
        if (Math.abs(distance - circle.radius()) > 1) {
          assertThat(circle.contains(place[0], place[1]))
              .as("%s, %s", circle, List.of(place[0], place[1]))
              .isEqualTo(distance < circle.radius());
        }
      }
    }
  }

  @Test
  void boundsHoldAllThatIsInside() {
    Random random = new Random(2);
    for (Fence fence : Worlds.fences(random, WORLDS)) {
      for (int j = 0; j < 20; j++) {
        double[] place = j < 10 ? placeAround(random, fence.bounds()) : Worlds.place(random);
        if (fence.contains(place[0], place[1])) {
          assertThat(fence.bounds().contains(place[0], place[1])).as("%s", fence).isTrue();
        }
      }
    }
  }

  /** Java's own polygons know no Earth: they are asked around a place, far from any seam. */
  @Test
  void polygonsHoldWhatJavasDo() {
    Random random = new Random(3);
    for (int i = 0; i < WORLDS; i++) {
      double[] center = Worlds.place(random);
      double[] outer = Worlds.ring(random, center, 30);
      double[] inner = Worlds.ring(random, center, 8);
      Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
      draw(path, outer, center);
      draw(path, inner, center);
      Polygon polygon = Polygon.of(List.of(outer, inner));
      for (int j = 0; j < 20; j++) {
        double[] place = placeAround(random, polygon.bounds());
        double x = Sphere.normal(place[1] - center[1]);
        assertThat(polygon.contains(place[0], place[1])).isEqualTo(path.contains(x, place[0]));
      }
    }
  }

  private static void draw(Path2D path, double[] ring, double[] center) {
    for (int i = 0; i < ring.length; i += 2) {
      double x = Sphere.normal(ring[i + 1] - center[1]);
      if (i == 0) {
        path.moveTo(x, ring[i]);
      } else {
        path.lineTo(x, ring[i]);
      }
    }
    path.closePath();
  }

  @Test
  void capsHoldWhatIsNearerToThePoleThanTheirRing() {
    Random random = new Random(4);
    for (int i = 0; i < WORLDS; i++) {
      double pole = random.nextBoolean() ? 90 : -90;
      double[] ring = Worlds.cap(random, pole);
      Polygon cap = Polygon.of(List.of(ring));
      assertThat(cap.contains(pole * 0.9999, random.nextDouble() * 360 - 180)).isTrue();
      for (int j = 0; j < 20; j++) {
        double[] place = Worlds.place(random);
        double border = latitudeAt(ring, place[1]);
        if (Math.abs(place[0] - border) > 1e-9 && Math.abs(place[0]) < 90) {
          assertThat(cap.contains(place[0], place[1]))
              .isEqualTo(pole > 0 ? place[0] > border : place[0] < border);
        }
      }
    }
  }

  /** Where a ring all round the Earth crosses a meridian. */
  private static double latitudeAt(double[] ring, double longitude) {
    int corners = ring.length / 2;
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      double width = Sphere.normal(ring[2 * next + 1] - ring[2 * i + 1]);
      double east = Sphere.normal(longitude - ring[2 * i + 1]);
      if (east >= 0 && east < width) {
        return ring[2 * i] + (ring[2 * next] - ring[2 * i]) * east / width;
      }
    }
    throw new AssertionError("no edge at " + longitude);
  }

  @Test
  void whatCoversHoldsEveryPlace() {
    Random random = new Random(5);
    int covered = 0;
    for (Fence fence : Worlds.fences(random, WORLDS)) {
      double[] corner = placeAround(random, fence.bounds());
      double size = Math.pow(10, -3 + 3 * random.nextDouble());
      double north = Math.min(90, corner[0] + size);
      Bounds cell = new Bounds(corner[0], corner[1], north, corner[1] + size);
      if (fence.covers(cell)) {
        covered++;
        for (int j = 0; j < 20; j++) {
          double latitude = corner[0] + random.nextDouble() * (north - corner[0]);
          double longitude = Sphere.normal(corner[1] + random.nextDouble() * size);
          assertThat(fence.contains(latitude, longitude)).as("%s, %s", fence, cell).isTrue();
        }
      }
    }
    assertThat(covered).isGreaterThan(WORLDS / 20);
  }

  @Test
  void neighboursShareNoPlace() {
    Polygon west = polygon(10, 170, 10, 180, 20, 180, 20, 170);
    Polygon east = polygon(10, 180, 10, -170, 20, -170, 20, 180);
    for (double latitude = 10; latitude < 20; latitude += 0.5) {
      assertThat(west.contains(latitude, -180)).isNotEqualTo(east.contains(latitude, -180));
      assertThat(west.contains(latitude, 175)).isTrue();
      assertThat(east.contains(latitude, -175)).isTrue();
    }
  }

  @Test
  void ringsWithoutAreaHoldNothing() {
    Polygon line = polygon(10, 10, 20, 20, 30, 30);
    Polygon point = polygon(5, 5, 5, 5, 5, 5, 5, 5);
    assertThat(line.contains(20, 20)).isFalse();
    assertThat(point.contains(5, 5)).isFalse();
  }

  @Test
  void whatIsNoFenceIsRefused() {
    assertThatThrownBy(() -> polygon(1, 1, 2, 2)).hasMessage("Cannot make a ring of 2 corners.");
    assertThatThrownBy(() -> polygon(1, 1, 2, 2, 1, 1))
        .hasMessage("Cannot make a ring of 2 corners.");
    assertThatThrownBy(() -> polygon(1, 1, 91, 2, 1, 3))
        .hasMessage("Cannot read latitude 91.0, longitude 2.0.");
    assertThatThrownBy(() -> new Circle(1, 1, -1))
        .hasMessage("Cannot make a circle of radius -1.0.");
    assertThatThrownBy(() -> new Circle(Double.NaN, 1, 1))
        .hasMessage("Cannot make a circle around latitude NaN, longitude 1.0.");
  }
}
