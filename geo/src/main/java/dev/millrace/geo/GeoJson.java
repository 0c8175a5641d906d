package dev.millrace.geo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads polygons from GeoJSON, whose positions are a longitude, a latitude and perhaps a height.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7946">RFC 7946</a>
 */
public final class GeoJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int LONGEST_SHOWN = 60;

  private GeoJson() {}

  /**
   * The places inside a Polygon or a MultiPolygon. Of a MultiPolygon all rings count together, by
   * the rule of even and odd: its polygons should not overlap.
   *
   * @throws IllegalArgumentException when the text is neither, or {@link Polygon#of} refuses a ring
   */
  public static Polygon polygon(String text) {
    return Polygon.of(rings(text));
  }

  /**
   * The rings of a Polygon or a MultiPolygon: of each the latitude and longitude of each corner in
   * turn, NaN where there is no number.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static List<double[]> rings(String text) {
    JsonNode geometry = read(text);
    List<double[]> rings = new ArrayList<>();
    JsonNode coordinates = geometry.path("coordinates");
    switch (geometry.path("type").asText()) {
      case "Polygon" -> addRings(coordinates, rings);
      case "MultiPolygon" -> coordinates.forEach(polygon -> addRings(polygon, rings));
      default -> throw noPolygon(text);
    }
    return rings;
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw noPolygon(text);
    }
  }

  private static IllegalArgumentException noPolygon(String text) {
    String shown =
        text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN).strip() + "…";
    return new IllegalArgumentException(
        "Cannot read a border: " + shown + ". Give the text of a GeoJSON Polygon or MultiPolygon.");
  }

  private static void addRings(JsonNode polygon, List<double[]> rings) {
    for (JsonNode ring : polygon) {
      double[] corners = new double[2 * ring.size()];
      int i = 0;
      for (JsonNode position : ring) {
        corners[i++] = position.path(1).asDouble(Double.NaN);
        corners[i++] = position.path(0).asDouble(Double.NaN);
      }
      rings.add(corners);
    }
  }
}
