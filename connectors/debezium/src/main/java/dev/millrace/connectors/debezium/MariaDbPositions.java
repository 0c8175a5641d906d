package dev.millrace.connectors.debezium;

import dev.millrace.api.Position;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * MariaDB: commit is the number of the binlog file times 2^40 plus the place of the event in it;
 * sequence is the number of the event within its transaction times 2^32 plus the row within the
 * event. Since 11.4 the server does not say where the events of a transaction are, and all have the
 * place at which the transaction begins. All rows of a snapshot stand where it was taken.
 */
final class MariaDbPositions implements Positions {
  private static final int PLACE_BITS = 40;

  private final int epoch;
  private String file = "";
  private long fileNumber;

  MariaDbPositions(int epoch) {
    this.epoch = epoch;
  }

  @Override
  public Position ofSnapshot(Struct source) {
    return new Position(epoch, place(source), 0);
  }

  @Override
  public Position ofStream(Struct source, Map<String, ?> offset) {
    long event = offset.get("event") instanceof Number number ? number.longValue() : 0;
    return new Position(epoch, place(source), (event << Integer.SIZE) | source.getInt32("row"));
  }

  private long place(Struct source) {
    String name = source.getString("file");
    if (!name.equals(file)) {
      file = name;
      fileNumber = fileNumber(name);
    }
    return fileNumber | source.getInt64("pos");
  }

  /** The place of an event as the commit of a position. */
  static long commit(String file, long place) {
    return fileNumber(file) | place;
  }

  private static long fileNumber(String file) {
    return Long.parseLong(file.substring(file.lastIndexOf('.') + 1)) << PLACE_BITS;
  }

  @Override
  public String transaction(Struct source) {
    String gtid = source.getString("gtid");
    return gtid == null ? "" : gtid;
  }

  @Override
  public void save(Map<String, Object> offset) {}
}
