package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.geo.GeoJson;
import dev.millrace.geo.HexCells;
import dev.millrace.geo.Polygon;
import dev.millrace.geo.Sphere;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeoFunctionsTest {
  private static final String ACROSS =
      "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[170,-20],[180,-20],[180,20],[170,20]]],"
          + "[[[-180,-20],[-170,-20],[-170,20],[-180,20]],[[-176,-5],[-174,-5],[-174,5],[-176,5]]]]}";

  @TempDir static Path folder;
  private TestLog log;
  private LiveStore store;

  @BeforeAll
  void open() {
    log = new TestLog(folder);
    store = LiveStore.open(LiveOptions.in(folder.resolve("live")), log.log, log.schemas);
  }

  @AfterAll
  void close() {
    store.close();
    log.close();
  }

  private List<Object> row(String sql) {
    return Answers.of(store, sql).get(0);
  }

  /** Rows enough for several chunks and threads. */
  @Test
  void saysOfManyRowsWhatItSaysOfOne() {
    Random random = new Random(11);
    Polygon across = GeoJson.polygon(ACROSS);
    StringBuilder values = new StringBuilder();
    double[][] places = new double[3_000][];
    for (int i = 0; i < places.length; i++) {
      places[i] =
          new double[] {
            random.nextDouble() * 180 - 90,
            random.nextInt(4) == 0 ? random.nextDouble() * 360 - 180 : 165 + random.nextInt(32)
          };
      values.append(i == 0 ? "" : ", ");
      values.append("(%d, %s, %s)".formatted(i, places[i][0], places[i][1]));
    }
    Answers answers = new Answers();
    store.query(
        "SELECT geo_distance_m(lat, lon, 53.5, 9.9), geo_h3(lat, lon, i % 16),"
            + (" geo_within(lat, lon, '" + ACROSS + "')")
            + (" FROM (VALUES " + values + ") AS t(i, lat, lon) ORDER BY i"),
        new QueryLimits(places.length, Duration.ofSeconds(10)),
        answers);
    List<List<Object>> rows = answers.rows;
    assertThat(rows).hasSize(places.length);
    int inside = 0;
    for (int i = 0; i < places.length; i++) {
      double latitude = places[i][0];
      double longitude = places[i][1];
      assertThat((double) rows.get(i).get(0))
          .isCloseTo(Sphere.distance(latitude, longitude, 53.5, 9.9), within(1e-3));
      assertThat(rows.get(i).get(1)).isEqualTo(HexCells.at(latitude, longitude, i % 16));
      boolean within = across.contains(latitude, Sphere.normal(longitude));
      assertThat(rows.get(i).get(2)).isEqualTo(within);
      inside += within ? 1 : 0;
    }
    assertThat(inside).isBetween(100, places.length - 100);
  }

  @Test
  void isNullWhereAnArgumentIsOrAPlaceIsNone() {
    for (String call :
        List.of(
            "geo_distance_m(NULL, 2, 3, 4)",
            "geo_distance_m(1, 2, 3, NULL)",
            "geo_distance_m(1, 2, 90.01, 4)",
            "geo_distance_m(1, 'Infinity'::DOUBLE, 3, 4)",
            "geo_h3(NULL, 2, 3)",
            "geo_h3(1, 2, NULL)",
            "geo_h3('NaN'::DOUBLE, 2, 3)",
            "geo_within(1, NULL, '" + ACROSS + "')",
            "geo_within(1, 2, NULL)",
            "geo_within(-91, 2, '" + ACROSS + "')")) {
      assertThat(row("SELECT " + call)).as(call).isEqualTo(Arrays.asList((Object) null));
    }
    assertThat(row("SELECT geo_distance_m(0, 0, 0, 1::DECIMAL(9,6))::INTEGER, geo_h3(0, 0, 0)"))
        .containsExactly(111195, "8075fffffffffff");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> row("SELECT geo_h3(1, 2, 16)"))
        .hasMessage(
            "Cannot run the query: Cannot find an H3 cell of resolution 16. Give one from 0 to 15."
                + " Correct the query. [SQL_INVALID]");
    assertThatThrownBy(() -> row("SELECT geo_within(1, 2, 'POLYGON((1 2, 3 4))')"))
        .hasMessage(
            "Cannot run the query: Cannot read a border: POLYGON((1 2, 3 4)). Give the text of a"
                + " GeoJSON Polygon or MultiPolygon. Correct the query. [SQL_INVALID]");
  }
}
