package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.LakeStatus;
import dev.millrace.lake.LakeStatus.TableStatus;
import dev.millrace.live.LiveStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of event tables, beside those that the live store has of its own tables: what the
 * lake has taken. How late they are is not known there. Safe for use by several threads.
 */
final class EventFigures {
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<TableName, Deque<Seen>> seen = new HashMap<>();

  /** How many events the lake had taken at a moment. */
  private record Seen(long nanos, long events) {}

  /** The figures of all tables. */
  LiveStats with(LiveStats live, List<TableSchema> eventTables, Optional<LakeStatus> lake) {
    if (eventTables.isEmpty()) {
      return live;
    }
    List<LiveStats.Table> tables = new ArrayList<>(live.tables());
    List<LiveStats.Source> sources = new ArrayList<>(live.sources());
    double perSecond = live.changesPerSecond();
    long total = live.changesTotal();
    for (TableSchema schema : eventTables) {
      LiveStats.Table table = table(schema, status(schema.name(), lake));
      tables.add(table);
      perSecond += table.changesPerSecond();
      total += table.changes();
      if (schema.name() instanceof TableName.Raw raw) {
        add(table, raw.source(), sources);
      }
    }
    tables.sort(Comparator.comparing(LiveStats.Table::name));
    return new LiveStats(
        live.at(),
        live.freshness(),
        perSecond,
        total,
        live.lagRecords(),
        live.databaseBytes(),
        live.problem(),
        List.copyOf(sources),
        List.copyOf(tables));
  }

  private static Optional<TableStatus> status(TableName table, Optional<LakeStatus> lake) {
    return lake.stream()
        .flatMap(status -> status.tables().stream())
        .filter(status -> status.table().equals(table))
        .findFirst();
  }

  private LiveStats.Table table(TableSchema schema, Optional<TableStatus> lake) {
    long rows = lake.map(TableStatus::rows).orElse(0L);
    long taken = rows + lake.map(TableStatus::pending).orElse(0L);
    return new LiveStats.Table(
        schema.name(),
        schema,
        rows,
        taken,
        perSecond(schema.name(), taken),
        0,
        0,
        Optional.empty(),
        lake.flatMap(TableStatus::problem));
  }

  private synchronized double perSecond(TableName table, long events) {
    Deque<Seen> before = seen.computeIfAbsent(table, none -> new ArrayDeque<>());
    Seen now = new Seen(System.nanoTime(), events);
    // What is asked for often is noted a few times a second.
    if (before.isEmpty() || now.nanos() - before.getLast().nanos() > WINDOW_NANOS / 50) {
      before.addLast(now);
    }
    while (before.size() > 2 && now.nanos() - before.getFirst().nanos() > WINDOW_NANOS) {
      before.removeFirst();
    }
    Seen first = before.getFirst();
    double seconds = (now.nanos() - first.nanos()) / 1e9;
    return seconds <= 0 ? 0 : Math.max(0, (events - first.events()) / seconds);
  }

  /** A source's figures, with those of one of its event tables. */
  private static void add(LiveStats.Table table, String name, List<LiveStats.Source> sources) {
    LiveStats.Source before =
        sources.stream()
            .filter(source -> source.name().equals(name))
            .findFirst()
            .orElse(new LiveStats.Source(name, 0, 0, 0, 0, 0, 0, Optional.empty()));
    sources.remove(before);
    sources.add(
        new LiveStats.Source(
            name,
            before.tables() + 1,
            before.rows() + table.rows(),
            before.changes() + table.changes(),
            before.changesPerSecond() + table.changesPerSecond(),
            before.lagMillis(),
            before.lagRecords(),
            before.lastCommit()));
  }
}
