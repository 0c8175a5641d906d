package dev.millrace.xref;

import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.log.rows.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a table of pairs.
 *
 * @param pair the two rows
 * @param confidence in ten thousandths
 * @param matchedBy what told
 * @param status what has been decided
 * @param reason in words
 * @param decidedBy who decided; empty when nobody has
 * @param decidedAt when, in microseconds since 1970 UTC; 0 when nobody has
 */
record PairRow(
    PairKey pair,
    int confidence,
    String matchedBy,
    Status status,
    String reason,
    String decidedBy,
    long decidedAt) {

  /** What is said of a pair that nobody has proposed: a person told. */
  static final Evidence BY_PERSON = new Evidence(10_000, "person", false, "Somebody said so.");

  static PairRow found(PairKey pair, Finding finding) {
    return new PairRow(
        pair,
        finding.evidence().confidence(),
        finding.evidence().matchedBy(),
        finding.certain() ? Status.CERTAIN : Status.PROPOSED,
        finding.reason(),
        "",
        0);
  }

  static PairRow decided(PairKey pair, Evidence evidence, Status status, String by, long at) {
    return new PairRow(
        pair, evidence.confidence(), evidence.matchedBy(), status, evidence.reason(), by, at);
  }

  /** Its key, if it is one that Millrace writes. */
  RowKey key() {
    return pair.row();
  }

  /** The columns that are read, besides the key. */
  static List<String> columns(Subject subject) {
    return List.of(
        subject.keyColumn(),
        "other_system",
        subject.otherKeyColumn(),
        "confidence",
        "matched_by",
        "status",
        "reason",
        "decided_by",
        "decided_at");
  }

  /** Of a row with {@link #columns}; empty when it names no two sources, or no status. */
  static Optional<PairRow> of(RowKey row, Values values) {
    int at = TableReader.FIRST;
    RowKey one = new RowKey(row.system(), values.text(at));
    RowKey other = values.key(at + 1, at + 2);
    Optional<Status> status = Status.of(values.text(at + 5));
    boolean two =
        !one.key().isEmpty()
            && !other.system().isEmpty()
            && !other.key().isEmpty()
            && !one.system().equals(other.system());
    if (!two || status.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PairRow(
            PairKey.of(one, other),
            (int) values.number(at + 3),
            values.text(at + 4),
            status.get(),
            values.text(at + 6),
            values.text(at + 7),
            values.number(at + 8)));
  }

  Map<String, Object> values(Subject subject) {
    Map<String, Object> values = new HashMap<>();
    values.put("updated_at", TableWriter.nowMicros());
    values.put(subject.keyColumn(), pair.left().key());
    values.put("other_system", pair.right().system());
    values.put(subject.otherKeyColumn(), pair.right().key());
    values.put("confidence", (long) confidence);
    values.put("matched_by", matchedBy);
    values.put("status", status.label());
    values.put("reason", reason);
    if (status.decided()) {
      values.put("decided_by", decidedBy);
      values.put("decided_at", decidedAt);
    }
    return values;
  }
}
