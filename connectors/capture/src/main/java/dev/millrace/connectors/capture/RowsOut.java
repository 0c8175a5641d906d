package dev.millrace.connectors.capture;

import java.util.ArrayList;
import java.util.List;

/** Gathers the rows that one reader of a snapshot has encoded, and hands them over. */
public final class RowsOut {
  private static final int ROWS_AT_ONCE = 1_000;
  private static final int BYTES_AT_ONCE = 256 << 10;

  private final Snapshot<?, ?> snapshot;
  private final Pace pace;
  private final int stride;
  private TableRead table;
  private int chunk;
  private List<Encoded> records = new ArrayList<>();
  private long bytes;

  RowsOut(Snapshot<?, ?> snapshot, Pace pace) {
    this.snapshot = snapshot;
    this.pace = pace;
    this.stride = pace.stride(ROWS_AT_ONCE);
  }

  /**
   * The rows that follow are of a chunk.
   *
   * @param number of the chunk; -1 for rows that are read again by their keys
   */
  public void begin(TableRead read, int number) {
    table = read;
    chunk = number;
  }

  /**
   * Takes a row.
   *
   * @return whether rows were handed over with it: time may have passed since
   */
  public boolean add(Encoded record) throws InterruptedException {
    records.add(record);
    bytes += record.key().length + record.value().length;
    if (records.size() >= stride || bytes >= BYTES_AT_ONCE) {
      hand(false);
      return true;
    }
    return false;
  }

  /** All rows that were to be read are there. */
  public void end() throws InterruptedException {
    hand(chunk >= 0);
  }

  /** The table was changed so that all of it must be read at another moment. */
  public void voided(TableRead read) throws InterruptedException {
    snapshot.put(new SnapshotEvent.Voided(read));
  }

  private void hand(boolean ends) throws InterruptedException {
    pace.spend(records.size());
    snapshot.put(new SnapshotEvent.Rows(table, chunk, records, ends));
    records = new ArrayList<>(records.size() + 1);
    bytes = 0;
  }
}
