package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.server.endpoint.StatusEndpoint;
import dev.millrace.track.position.PositionFeed;
import dev.millrace.track.position.Positions;
import dev.millrace.track.reading.ReadingRow;
import java.time.InstantSource;
import java.util.List;

/** Where all sensors are, and what keeps that current. */
final class Tracking implements AutoCloseable {
  private final Positions positions;
  private final PositionFeed feed;

  private Tracking(Positions positions, PositionFeed feed) {
    this.positions = positions;
    this.feed = feed;
  }

  /**
   * Begins to follow the sensors.
   *
   * @param model all tables of the model
   */
  static Tracking start(Log log, Schemas schemas, List<TableSchema> model) {
    TableSchema readings = table(model, ReadingRow.TABLE);
    TableSchema statuses = table(model, PositionFeed.STATUS);
    log.createTopics(List.of(readings, statuses));
    Positions positions = new Positions();
    return new Tracking(
        positions,
        PositionFeed.start(positions, log, schemas, readings, statuses, InstantSource.system()));
  }

  private static TableSchema table(List<TableSchema> model, TableName name) {
    return model.stream().filter(table -> table.name().equals(name)).findFirst().orElseThrow();
  }

  Positions positions() {
    return positions;
  }

  StatusEndpoint.Tracking status() {
    return new StatusEndpoint.Tracking(positions.size(), feed.taken(), feed.refused());
  }

  @Override
  public void close() {
    feed.close();
  }
}
