package dev.millrace.live;

import dev.millrace.api.Problem;
import java.time.Instant;
import java.util.List;

/**
 * Takes the answers of live queries. Calls for one subscription come one at a time. A listener may
 * be slow: what changes meanwhile reaches it as one change, and nothing is queued.
 */
public interface LiveListener {

  /** The whole answer: first, after a failure, and when the answer's columns have changed. */
  void rows(String query, LiveRows rows);

  /** The new rows are these parts, one after the other, of the rows last told. */
  void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf);

  /** The query cannot be answered. It is tried again when its tables change. */
  void failed(String query, Problem problem);
}
