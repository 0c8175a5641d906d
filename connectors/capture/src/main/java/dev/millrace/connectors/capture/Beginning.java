package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run of a capture begins.
 *
 * @param offset what was written before; for a new generation the place where its stream begins
 * @param point the same as a moment of the database, if one was taken for a new generation
 * @param written where the server's log ends now: earlier runs have written nothing after it
 * @param tables that are captured
 */
public record Beginning<P extends SnapshotPoint>(
    StreamOffset offset, Optional<P> point, long written, List<SourceWatch.Seen> tables)
    implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Beginning.class);

  /** Removes all rows of earlier generations from the log. */
  public static void clear(String source, Position position, Log log, Schemas schemas) {
    for (TableName table : log.tables()) {
      if (table instanceof TableName.Raw raw && raw.source().equals(source)) {
        long removed = Clearing.clear(log, schemas, table, position, Instants.now());
        if (removed > 0) {
          LOGGER.info("Removed {} earlier rows of {} before a new snapshot", removed, table);
        }
      }
    }
  }

  /** Gives the moment back, which is not needed. */
  @Override
  public void close() {
    try {
      if (point.isPresent()) {
        point.get().close();
      }
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
