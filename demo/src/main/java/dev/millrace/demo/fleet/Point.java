package dev.millrace.demo.fleet;

import dev.millrace.geo.Sphere;

/** A place in degrees. */
public record Point(double latitude, double longitude) {
  double metresTo(Point other) {
    return Sphere.distance(latitude, longitude, other.latitude, other.longitude);
  }
}
