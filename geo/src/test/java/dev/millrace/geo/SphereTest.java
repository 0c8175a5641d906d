package dev.millrace.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SphereTest {
  /** From the center of the Earth, of length one. */
  private static double[] vector(double[] place) {
    double latitude = Math.toRadians(place[0]);
    double longitude = Math.toRadians(place[1]);
    return new double[] {
      Math.cos(latitude) * Math.cos(longitude),
      Math.cos(latitude) * Math.sin(longitude),
      Math.sin(latitude)
    };
  }

  /** The distance by vectors, which no meridian or pole disturbs. */
  static double byVectors(double[] one, double[] other) {
    double[] a = vector(one);
    double[] b = vector(other);
    double x = a[1] * b[2] - a[2] * b[1];
    double y = a[2] * b[0] - a[0] * b[2];
    double z = a[0] * b[1] - a[1] * b[0];
    double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return Sphere.RADIUS * Math.atan2(Math.sqrt(x * x + y * y + z * z), dot);
  }

  @Test
  void knowsDistancesOnTheMap() {
    // Rotterdam to Shanghai, and across the 180th meridian from Suva to Apia.
    assertThat(Sphere.distance(51.92, 4.48, 31.23, 121.47)).isCloseTo(8_944_000, within(20_000.0));
    assertThat(Sphere.distance(-18.14, 178.44, -13.83, -171.77))
        .isCloseTo(1_149_000, within(10_000.0));
    assertThat(Sphere.distance(90, 0, -90, 77)).isCloseTo(Math.PI * Sphere.RADIUS, within(1e-3));
  }

  @Test
  void measuresLikeVectors() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double[] one = Worlds.place(random);
      double[] other = Worlds.place(random);
      double distance = Sphere.distance(one[0], one[1], other[0], other[1]);
      assertThat(distance).isCloseTo(byVectors(one, other), within(0.5));
    }
  }

  @Test
  void looksInTheRightDirection() {
    assertThat(Sphere.bearing(10, 179.5, 10.0, -179.5)).isCloseTo(90, within(0.2));
    assertThat(Sphere.bearing(10, -179.5, 10.0, 179.5)).isCloseTo(270, within(0.2));
    assertThat(Sphere.bearing(10, 20, 30, 20)).isCloseTo(0, within(1e-9));
    assertThat(Sphere.bearing(10, 20, -30, 20)).isCloseTo(180, within(1e-9));
  }

  @Test
  void turnsLongitudes() {
    assertThat(Sphere.normal(180)).isEqualTo(-180);
    assertThat(Sphere.normal(-180)).isEqualTo(-180);
    assertThat(Sphere.normal(540.5)).isEqualTo(-179.5);
    assertThat(Sphere.normal(-540.5)).isEqualTo(179.5);
    assertThat(Sphere.normal(359)).isEqualTo(-1);
    assertThat(Sphere.normal(-900)).isEqualTo(-180);
  }
}
