package dev.millrace.track.job;

import dev.millrace.geo.Circle;
import dev.millrace.geo.Fence;
import dev.millrace.geo.GeoJson;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.types.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A location with its border.
 *
 * @param system its source
 * @param key its key there
 * @param label what people know it by
 * @param latitude of its centre; NaN when only its border is known
 * @param radius in metres, when it has no other border
 * @param boundary GeoJSON, empty when it is a circle
 * @param address whether it matters only to what goes there or comes from there
 */
record Place(
    String system,
    String key,
    String label,
    double latitude,
    double longitude,
    double radius,
    String boundary,
    boolean address) {
  private static final Logger LOGGER = LoggerFactory.getLogger(Place.class);

  /** In metres, where nobody has drawn a border. */
  private static final Map<String, Double> RADII =
      Map.of("plant", 500.0, "warehouse", 400.0, "store", 150.0, "terminal", 3_000.0);

  private static final double RADIUS = 300;
  private static final char BETWEEN = '\0';

  /** A row of the query {@code places.sql}. */
  static Place of(Row row) {
    double radius = Rows.number(row, "radius_m");
    return new Place(
        Rows.text(row, "source_system"),
        Rows.text(row, "source_key"),
        Rows.text(row, "label"),
        Rows.number(row, "latitude"),
        Rows.number(row, "longitude"),
        Double.isNaN(radius) ? RADII.getOrDefault(Rows.text(row, "kind"), RADIUS) : radius,
        Rows.text(row, "boundary"),
        Boolean.TRUE.equals(row.getField("address")));
  }

  /** What tells it from all others. */
  String id() {
    return id(system, key);
  }

  static String id(String system, String key) {
    return system + BETWEEN + key;
  }

  /** Its border; empty when it is none. */
  Optional<Fence> fence() {
    try {
      return Optional.of(
          boundary.isEmpty() ? new Circle(latitude, longitude, radius) : GeoJson.polygon(boundary));
    } catch (IllegalArgumentException e) {
      LOGGER.warn("Location {} of {} has no border: {}", key, system, e.getMessage());
      return Optional.empty();
    }
  }

  /** Where it is, for distances: its centre, or that of its border. */
  Place centred() {
    if (!Double.isNaN(latitude) && !Double.isNaN(longitude)) {
      return this;
    }
    return fence()
        .map(Fence::bounds)
        .map(
            bounds ->
                new Place(
                    system,
                    key,
                    label,
                    (bounds.south() + bounds.north()) / 2,
                    (bounds.west() + bounds.east()) / 2,
                    radius,
                    boundary,
                    address))
        .orElse(this);
  }

  void write(DataOutput to) throws IOException {
    to.writeUTF(system);
    to.writeUTF(key);
    to.writeUTF(label);
    to.writeDouble(latitude);
    to.writeDouble(longitude);
    to.writeDouble(radius);
    byte[] border = boundary.getBytes(StandardCharsets.UTF_8);
    to.writeInt(border.length);
    to.write(border);
    to.writeBoolean(address);
  }

  static Place read(DataInput from) throws IOException {
    String system = from.readUTF();
    String key = from.readUTF();
    String label = from.readUTF();
    double latitude = from.readDouble();
    double longitude = from.readDouble();
    double radius = from.readDouble();
    byte[] border = new byte[from.readInt()];
    from.readFully(border);
    return new Place(
        system,
        key,
        label,
        latitude,
        longitude,
        radius,
        new String(border, StandardCharsets.UTF_8),
        from.readBoolean());
  }
}
