package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.server.endpoint.GeofenceEndpoint.Geofence;
import dev.millrace.server.endpoint.Geofences;
import dev.millrace.server.endpoint.NotFoundException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Writes the borders that people draw into the log, as rows of model.geofence. */
final class GeofencesView implements Geofences {
  /** What the keys of borders begin with that people draw; no mapping makes such keys. */
  static final String DRAWN = "drawn/";

  static final TableName TABLE = TableName.model("geofence");
  private static final List<String> COLUMNS =
      List.of("latitude", "longitude", "radius_m", "boundary");

  /** Reads the live store. */
  interface Rows {
    /** Some columns of a row of a table of the model; empty when it is not there. */
    Optional<List<Object>> find(String table, RowKey row, List<String> columns);
  }

  private final Log log;
  private final Schemas schemas;
  private final TableSchema table;
  private final Rows rows;

  /**
   * Shows and writes borders.
   *
   * @param model the model's tables, with what the project adds to them
   */
  GeofencesView(Log log, Schemas schemas, List<TableSchema> model, Rows rows) {
    this.log = log;
    this.schemas = schemas;
    this.table = model.stream().filter(each -> each.name().equals(TABLE)).findFirst().orElseThrow();
    this.rows = rows;
  }

  private static RowKey drawnKey(String system, String location) {
    return new RowKey(system, DRAWN + location);
  }

  @Override
  public Optional<Geofence> drawn(String system, String location) {
    return rows.find(TABLE.table(), drawnKey(system, location), COLUMNS)
        .map(
            values ->
                new Geofence(
                    system,
                    location,
                    number(values.get(0)),
                    number(values.get(1)),
                    number(values.get(2)),
                    Optional.ofNullable((String) values.get(3))));
  }

  private static Optional<Double> number(Object value) {
    return Optional.ofNullable((Number) value).map(Number::doubleValue);
  }

  @Override
  public void draw(Geofence geofence) {
    String system = geofence.sourceSystem();
    String location = geofence.locationKey();
    if (rows.find("location", new RowKey(system, location), List.of()).isEmpty()) {
      throw new NotFoundException(
          "Cannot draw the geofence: there is no location " + location + " of " + system + ".",
          "Give the source_system and the source_key of a row of model.location.");
    }
    Map<String, Object> row = new HashMap<>();
    row.put("location_key", location);
    geofence.latitude().ifPresent(degrees -> row.put("latitude", degrees));
    geofence.longitude().ifPresent(degrees -> row.put("longitude", degrees));
    geofence.radiusM().ifPresent(metres -> row.put("radius_m", metres));
    geofence.boundary().ifPresent(text -> row.put("boundary", text));
    row.put("active", true);
    row.put("updated_at", TableWriter.nowMicros());
    write(writer -> writer.put(drawnKey(system, location), row));
  }

  @Override
  public void remove(String system, String location) {
    RowKey key = drawnKey(system, location);
    if (rows.find(TABLE.table(), key, List.of()).isEmpty()) {
      throw new NotFoundException(
          "Cannot remove the geofence of " + location + " of " + system + ": none was drawn.",
          "What its source says of its border is changed there.");
    }
    write(writer -> writer.remove(key));
  }

  /** Writes now and then: a producer of its own each time costs less than one that is kept. */
  private void write(Consumer<TableWriter> change) {
    log.createTopics(List.of(table));
    try (Producer<byte[], byte[]> producer = log.producer()) {
      TableWriter writer = new TableWriter(table, schemas, producer);
      change.accept(writer);
      writer.flush();
    }
  }
}
