package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.model.ProjectModel;
import dev.millrace.server.endpoint.GeofenceEndpoint.Geofence;
import dev.millrace.server.endpoint.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeofencesViewTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<TableSchema> MODEL = ProjectModel.standard().schemas();
  private static final RowKey SITE = new RowKey("plant", "site/7");
  private static final String SQUARE =
      "{\"type\":\"Polygon\",\"coordinates\":[[[7,50],[8,50],[8,51],[7,51],[7,50]]]}";

  @TempDir private Path folder;

  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private LiveStore live;
  private GeofencesView geofences;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    live = LiveStore.open(LiveOptions.in(folder.resolve("live")), log, schemas);
    geofences =
        new GeofencesView(
            log,
            schemas,
            MODEL,
            (table, row, columns) -> ModelRows.find(live, table, row, columns));
  }

  @AfterEach
  void stop() {
    live.close();
    schemas.close();
    log.close();
    broker.close();
  }

  private void putLocation() {
    TableSchema locations =
        MODEL.stream()
            .filter(table -> table.name().equals(TableName.model("location")))
            .findFirst()
            .orElseThrow();
    log.createTopics(List.of(locations));
    try (Producer<byte[], byte[]> producer = log.producer()) {
      TableWriter writer = new TableWriter(locations, schemas, producer);
      writer.put(SITE, Map.of("name", "Dortmund"));
      writer.flush();
    }
    await().atMost(PATIENCE).until(() -> ModelRows.present(live, "location", SITE));
  }

  private static Geofence circle(double radius) {
    return new Geofence(
        SITE.system(),
        SITE.key(),
        Optional.of(51.5),
        Optional.of(7.5),
        Optional.of(radius),
        Optional.empty());
  }

  private static Geofence square() {
    return new Geofence(
        SITE.system(),
        SITE.key(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(SQUARE));
  }

  private void awaitDrawn(Optional<Geofence> geofence) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(geofences.drawn(SITE.system(), SITE.key())).isEqualTo(geofence));
  }

  @Test
  void drawsInThePlaceOfTheOneBeforeAndRemoves() {
    putLocation();
    awaitDrawn(Optional.empty());
    geofences.draw(circle(350));
    awaitDrawn(Optional.of(circle(350)));
    assertThat(
            ModelRows.find(
                live,
                "geofence",
                new RowKey("plant", "drawn/site/7"),
                List.of("location_key", "active", "updated_at IS NOT NULL")))
        .contains(List.of("site/7", true, true));
    geofences.draw(square());
    awaitDrawn(Optional.of(square()));
    geofences.remove(SITE.system(), SITE.key());
    awaitDrawn(Optional.empty());
  }

  @Test
  void knowsWhatIsNotThere() {
    assertThatThrownBy(() -> geofences.draw(circle(350)))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e ->
                assertThat(e.problem().message())
                    .isEqualTo("Cannot draw the geofence: there is no location site/7 of plant."));
    assertThatThrownBy(() -> geofences.remove("plant", "site/7"))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> assertThat(e.problem().message()).contains("none was drawn"));
  }
}
