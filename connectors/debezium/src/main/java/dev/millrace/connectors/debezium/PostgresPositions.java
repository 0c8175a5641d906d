package dev.millrace.connectors.debezium;

import dev.millrace.api.Position;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * PostgreSQL: commit is the LSN at which the last transaction before the change's own ended,
 * sequence is the LSN of the change. Transactions arrive in the order of their commits, and the
 * changes within one in the order of their LSNs.
 *
 * <p>Before the first commit after a snapshot, the snapshot's own LSN takes the place of that of a
 * commit, so that streamed changes follow the rows of the snapshot.
 */
final class PostgresPositions implements Positions {
  private static final String SNAPSHOT_LSN = "millrace.snapshot_lsn";
  private static final String COMMIT_LSN = "lsn_commit";
  private static final String PROCESSED_LSN = "lsn_proc";
  private static final long NONE = -1;

  private final int epoch;
  private final long substitute;
  private long snapshotLsn;
  private long transactionNumber = NONE;
  private String transaction = "";

  /**
   * Begins a run.
   *
   * @param resumed the offset that Debezium resumes from; empty when it begins with a snapshot
   */
  PostgresPositions(int epoch, Map<String, ?> resumed) {
    this.epoch = epoch;
    this.snapshotLsn = resumed.get(SNAPSHOT_LSN) instanceof Number lsn ? lsn.longValue() : 0;
    // Debezium takes the last change for the last commit when it has seen no commit.
    this.substitute =
        resumed.get(COMMIT_LSN) == null && resumed.get(PROCESSED_LSN) instanceof Number lsn
            ? lsn.longValue()
            : NONE;
  }

  @Override
  public Position ofSnapshot(Struct source) {
    snapshotLsn = source.getInt64("lsn");
    return new Position(epoch, snapshotLsn, 0);
  }

  @Override
  public Position ofStream(Struct source, Map<String, ?> offset) {
    long commit = lastCommit(source.getString("sequence"));
    return new Position(
        epoch,
        commit == NONE || commit == substitute ? snapshotLsn : commit,
        source.getInt64("lsn"));
  }

  /** The first of {@code ["123","456"]} or {@code [null,"456"]}. */
  static long lastCommit(String sequence) {
    if (sequence.charAt(1) != '"') {
      return NONE;
    }
    long lsn = 0;
    for (int i = 2; sequence.charAt(i) != '"'; i++) {
      lsn = lsn * 10 + (sequence.charAt(i) - '0');
    }
    return lsn;
  }

  @Override
  public String transaction(Struct source) {
    Long number = source.getInt64("txId");
    if (number == null) {
      return "";
    }
    if (number != transactionNumber) {
      transactionNumber = number;
      transaction = number.toString();
    }
    return transaction;
  }

  @Override
  public void save(Map<String, Object> offset) {
    offset.put(SNAPSHOT_LSN, snapshotLsn);
  }
}
