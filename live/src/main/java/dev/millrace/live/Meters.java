package dev.millrace.live;

import dev.millrace.api.TableName;
import dev.millrace.api.TableName.Raw;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Measures what the feed applies. Safe for use by several threads. */
final class Meters {
  private final Latencies latencies = new Latencies();
  private final Rate all = new Rate();
  private final Map<TableName, Meter> tables = new HashMap<>();

  private static final class Meter {
    private final Rate rate = new Rate();
    private long lastCommitMicros;
    private long lagMicros;
    private long waiting;
  }

  /**
   * Counts changes that have become visible.
   *
   * @param commitMicros of streamed changes
   * @param changes how many there were in all, rows of a snapshot too
   */
  synchronized void applied(TableName table, LongList commitMicros, int changes, long nowMicros) {
    long second = nowMicros / 1_000_000;
    Meter meter = tables.computeIfAbsent(table, name -> new Meter());
    meter.rate.add(second, changes);
    all.add(second, changes);
    for (int i = 0; i < commitMicros.size(); i++) {
      long latency = Math.max(0, nowMicros - commitMicros.at(i));
      latencies.add(second, latency);
      meter.lagMicros = latency;
      meter.lastCommitMicros = Math.max(meter.lastCommitMicros, commitMicros.at(i));
    }
  }

  /** Takes note of how many records of a table the log has that are not applied. */
  synchronized void waiting(TableName table, long records) {
    tables.computeIfAbsent(table, name -> new Meter()).waiting = records;
  }

  synchronized LiveStats stats(
      Collection<StoredTable> stored, Optional<dev.millrace.api.Problem> problem, long bytes) {
    Instant now = Instant.now();
    long second = now.getEpochSecond();
    List<LiveStats.Table> rows = new ArrayList<>();
    Map<String, List<LiveStats.Table>> bySource = new TreeMap<>();
    for (StoredTable table : stored) {
      LiveStats.Table row = table(table, now, second);
      rows.add(row);
      if (table.name() instanceof Raw raw) {
        bySource.computeIfAbsent(raw.source(), source -> new ArrayList<>()).add(row);
      }
    }
    rows.sort((a, b) -> a.name().compareTo(b.name()));
    List<LiveStats.Source> sources = new ArrayList<>();
    bySource.forEach((name, of) -> sources.add(source(name, of)));
    long waiting = rows.stream().mapToLong(LiveStats.Table::lagRecords).sum();
    return new LiveStats(
        now,
        latencies.freshness(second),
        all.perSecond(second),
        all.total(),
        waiting,
        bytes,
        problem,
        List.copyOf(sources),
        List.copyOf(rows));
  }

  private LiveStats.Table table(StoredTable table, Instant now, long second) {
    Meter meter = tables.computeIfAbsent(table.name(), name -> new Meter());
    Optional<Instant> last =
        meter.lastCommitMicros == 0
            ? Optional.empty()
            : Optional.of(Instant.EPOCH.plus(meter.lastCommitMicros, ChronoUnit.MICROS));
    long lag = meter.lagMicros / 1_000;
    if (meter.waiting > 0 && last.isPresent()) {
      lag = Math.max(lag, ChronoUnit.MILLIS.between(last.get(), now));
    }
    return new LiveStats.Table(
        table.name(),
        table.shown(),
        table.rows(),
        meter.rate.total(),
        meter.rate.perSecond(second),
        lag,
        meter.waiting,
        last,
        table.problem());
  }

  private static LiveStats.Source source(String name, List<LiveStats.Table> tables) {
    long rows = 0;
    long changes = 0;
    double perSecond = 0;
    long waiting = 0;
    long waitingLag = 0;
    long newestLag = 0;
    Optional<Instant> last = Optional.empty();
    for (LiveStats.Table table : tables) {
      rows += table.rows();
      changes += table.changes();
      perSecond += table.changesPerSecond();
      waiting += table.lagRecords();
      if (table.lagRecords() > 0) {
        waitingLag = Math.max(waitingLag, table.lagMillis());
      }
      if (table.lastCommit().isPresent()
          && (last.isEmpty() || table.lastCommit().get().isAfter(last.get()))) {
        last = table.lastCommit();
        newestLag = table.lagMillis();
      }
    }
    long lag = waiting > 0 ? Math.max(waitingLag, newestLag) : newestLag;
    return new LiveStats.Source(name, tables.size(), rows, changes, perSecond, lag, waiting, last);
  }
}
