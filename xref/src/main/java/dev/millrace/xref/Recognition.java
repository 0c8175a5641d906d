package dev.millrace.xref;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.TableWriter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cross-reference of one subject: its rows, the pairs and groups found, and what of them stands
 * in the log. For one thread.
 *
 * @param <K> what is known of a row
 */
final class Recognition<K extends Known<K>> {
  private final Subject subject;
  private final ModelRows<K> rows;
  private final Matcher<K> matcher;
  private final int rowsMax;
  private final TableWriter pairWriter;
  private final TableWriter identityWriter;

  /** Rows of the table of pairs that are kept here, by key, as they stand in the log. */
  private final Map<RowKey, PairRow> stored = new HashMap<>();

  /** Rows of that table that somebody else writes, such as a mapping. */
  private final GivenPairs given = new GivenPairs();

  /** Rows of the table of groups, as they stand in the log. */
  private final Map<RowKey, Identity> identities = new HashMap<>();

  private final Set<RowKey> changed = new LinkedHashSet<>();
  private long groups;

  private record Identity(RowKey lead, int place) {
    boolean leads() {
      return place == 1;
    }
  }

  Recognition(
      Subject subject,
      ModelRows<K> rows,
      Matcher<K> matcher,
      int rowsMax,
      TableWriter pairWriter,
      TableWriter identityWriter) {
    this.subject = subject;
    this.rows = rows;
    this.matcher = matcher;
    this.rowsMax = rowsMax;
    this.pairWriter = pairWriter;
    this.identityWriter = identityWriter;
  }

  /** A change of a row, or of one that tells of it. */
  void takeRow(TableName table, TableReader.Change change) {
    changed.addAll(rows.take(table, change));
  }

  /**
   * A row of the table of pairs, as the log has it.
   *
   * @param own whether it may be one of those kept here; they are written here alone, so that once
   *     they have been read what comes of them is known
   */
  void takePair(TableReader.Change change, boolean own) {
    RowKey key = change.key();
    Optional<PairRow> row = change.row().flatMap(values -> PairRow.of(key, values));
    boolean kept = row.isPresent() ? row.get().key().equals(key) : !given.has(key);
    if (!kept) {
      given.put(key, row).forEach(this::settle);
    } else if (own) {
      PairRow before = row.isPresent() ? stored.put(key, row.get()) : stored.remove(key);
      Optional.ofNullable(before).or(() -> row).ifPresent(now -> settle(now.pair()));
    }
  }

  /** A row of the table of groups, as the log has it. */
  void takeIdentity(TableReader.Change change) {
    keep(
        change.key(),
        change
            .row()
            .map(
                row ->
                    new Identity(
                        row.key(TableReader.FIRST, TableReader.FIRST + 1),
                        (int) row.number(TableReader.FIRST + 2))));
  }

  private void settle(PairKey pair) {
    matcher.settle(pair, verdict(pair));
  }

  /** What a person has said counts before what is given. */
  private Optional<Verdict> verdict(PairKey pair) {
    PairRow own = stored.get(pair.row());
    if (own != null && own.status().decided()) {
      return Optional.of(own.status() == Status.CONFIRMED ? Verdict.SAME : Verdict.DIFFERENT);
    }
    return given.verdict(pair);
  }

  /** Works out what the changes mean and writes it; returns when it is durable. */
  void settle() {
    for (RowKey key : changed) {
      rows.known(key).ifPresentOrElse(matcher::put, () -> matcher.remove(key));
    }
    changed.clear();
    if (matcher.size() > rowsMax) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot cross-reference " + subject.rows() + ": it has more than " + rowsMax + " rows.",
          "What was recognised stays as it is. Leave rows that are not in use out of the mapping.");
    }
    Matcher.Result result = matcher.resolve();
    result.pairs().forEach(this::write);
    result.groups().forEach(this::write);
    flush();
  }

  /** Removes what stands in the log from before and is not so any more. */
  void sweep() {
    for (PairRow row : List.copyOf(stored.values())) {
      if (!row.status().decided() && matcher.evidence(row.pair()).isEmpty()) {
        write(row.pair(), Optional.empty());
      }
    }
    for (RowKey row : List.copyOf(identities.keySet())) {
      if (!matcher.has(row) || matcher.group(row).isEmpty()) {
        write(row, List.of());
      }
    }
    flush();
  }

  private void flush() {
    pairWriter.flush();
    identityWriter.flush();
  }

  private void write(PairKey pair, Optional<Finding> finding) {
    RowKey key = pair.row();
    PairRow before = stored.get(key);
    if (before != null && before.status().decided()) {
      return;
    }
    if (finding.isEmpty()) {
      if (before != null) {
        stored.remove(key);
        pairWriter.remove(key);
      }
      return;
    }
    PairRow now = PairRow.found(pair, finding.get());
    if (!now.equals(before)) {
      put(now);
    }
  }

  private void put(PairRow row) {
    stored.put(row.key(), row);
    pairWriter.put(row.key(), row.values(subject));
  }

  private void write(RowKey row, List<RowKey> group) {
    if (group.isEmpty()) {
      if (keep(row, Optional.empty()).isPresent()) {
        identityWriter.remove(row);
      }
      return;
    }
    Identity now = new Identity(group.get(0), group.indexOf(row) + 1);
    if (!keep(row, Optional.of(now)).equals(Optional.of(now))) {
      identityWriter.put(
          row,
          Map.of(
              "updated_at", TableWriter.nowMicros(),
              "lead_system", now.lead().system(),
              "lead_key", now.lead().key(),
              "place", (long) now.place()));
    }
  }

  /** Keeps what the log has of a row's group; returns what it had before. */
  private Optional<Identity> keep(RowKey row, Optional<Identity> now) {
    Optional<Identity> before =
        Optional.ofNullable(
            now.isPresent() ? identities.put(row, now.get()) : identities.remove(row));
    groups += now.filter(Identity::leads).stream().count();
    groups -= before.filter(Identity::leads).stream().count();
    return before;
  }

  /**
   * Writes what somebody has decided of a pair; returns when it is durable.
   *
   * @param decision empty to take back what was decided
   * @return the pair as it is then; empty when nothing is said of it any more
   */
  Optional<PairRow> decide(PairKey pair, Optional<Status> decision, String by) {
    for (RowKey row : List.of(pair.left(), pair.right())) {
      if (decision.isPresent() && !matcher.has(row)) {
        throw new MillraceException(
            ErrorCode.REQUEST_INVALID,
            "Cannot decide on a row that is not there: "
                + subject.rows()
                + " "
                + row.system()
                + " "
                + row.key()
                + ".",
            "Look it up in the table; it may have been deleted just now.");
      }
    }
    if (decision.isPresent()) {
      Evidence evidence = matcher.evidence(pair).orElse(PairRow.BY_PERSON);
      put(PairRow.decided(pair, evidence, decision.get(), by, TableWriter.nowMicros()));
    } else {
      PairRow before = stored.get(pair.row());
      if (before != null && before.status().decided()) {
        stored.remove(pair.row());
        if (matcher.evidence(pair).isEmpty()) {
          pairWriter.remove(pair.row());
        }
      }
    }
    settle(pair);
    settle();
    return Optional.ofNullable(stored.get(pair.row()));
  }

  /** How many pairs have each status, those given too. */
  Map<Status, Long> counts() {
    Map<Status, Long> counts = new EnumMap<>(Status.class);
    stored.values().forEach(row -> counts.merge(row.status(), 1L, Long::sum));
    given.count(counts);
    return counts;
  }

  long rows() {
    return matcher.size();
  }

  /** Rows that have an equal. */
  long joined() {
    return identities.size();
  }

  long groups() {
    return groups;
  }
}
