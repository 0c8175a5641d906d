package dev.millrace.app.runtime;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.CurrentRows;
import dev.millrace.lake.Lake;
import dev.millrace.live.LiveStore;
import dev.millrace.live.SourceHold;
import dev.millrace.log.Schemas;
import dev.millrace.server.endpoint.VerifyEndpoint.Progress;
import dev.millrace.server.endpoint.VerifyEndpoint.VerifiedTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares every captured table of a source with the live store and the lake, at one position of
 * the source: row count and checksum over the values.
 *
 * <p>The source's tables in the live store are held for the moment in which the source is asked for
 * its position, and go up to that position; then everything runs on. A table that differs is looked
 * at again, because the end of a quiet stream can only be told by waiting.
 */
final class Verification {
  private static final Duration QUIET = Duration.ofMillis(1_500);
  private static final int ROUNDS = 3;

  private final LiveStore live;
  private final Lake lake;
  private final Schemas schemas;
  private final SourceProgress news;

  Verification(LiveStore live, Lake lake, Schemas schemas, SourceProgress news) {
    this.live = live;
    this.lake = lake;
    this.schemas = schemas;
    this.news = news;
  }

  /** Compares all tables of those sources that can be read again, one source after the other. */
  void run(List<SourceSupervisor> all, Progress progress) {
    List<SourceSupervisor> sources =
        all.stream().filter(source -> source.connector().isReadable()).toList();
    List<List<TableSchema>> tables = sources.stream().map(this::tables).toList();
    progress.total(tables.stream().mapToInt(List::size).sum());
    for (int i = 0; i < sources.size(); i++) {
      compare(sources.get(i), tables.get(i), progress);
    }
  }

  private List<TableSchema> tables(SourceSupervisor source) {
    return schemas.all().stream()
        .filter(
            schema ->
                // A source of events keeps none to compare with.
                !schema.events()
                    && schema.name() instanceof TableName.Raw raw
                    && raw.source().equals(source.source().name()))
        .sorted(Comparator.comparing(TableSchema::name))
        .toList();
  }

  private void compare(SourceSupervisor source, List<TableSchema> tables, Progress progress) {
    List<TableSchema> left = tables;
    for (int round = 1; round <= ROUNDS && !left.isEmpty(); round++) {
      boolean last = round == ROUNDS;
      List<TableSchema> differing = new ArrayList<>();
      for (VerifiedTable result : once(source, left)) {
        if (result.equal() || last) {
          progress.table(result);
        } else {
          left.stream()
              .filter(schema -> schema.name().toString().equals(result.table()))
              .forEach(differing::add);
        }
      }
      left = differing;
    }
  }

  private List<VerifiedTable> once(SourceSupervisor source, List<TableSchema> tables) {
    String name = source.source().name();
    List<VerifiedTable> results = new ArrayList<>();
    try (Moment moment = moment(source)) {
      int epoch = news.of(name).map(SourceProgress.News::epoch).orElse(-1);
      Position at = moment.read().position();
      Position upTo = new Position(epoch, at.commit(), at.sequence());
      lake.commitNow(tables.stream().map(TableSchema::name).toList());
      for (TableSchema table : tables) {
        results.add(compare(name, table, moment, upTo));
      }
    } catch (MillraceException e) {
      for (TableSchema table : tables.subList(results.size(), tables.size())) {
        results.add(unread(name, table, e));
      }
    }
    return results;
  }

  /** Source and live store at one position of the source. */
  private record Moment(ConsistentRead read, SourceHold.Snapshot snapshot)
      implements AutoCloseable {
    @Override
    public void close() {
      snapshot.close();
      read.close();
    }
  }

  private Moment moment(SourceSupervisor source) {
    try (SourceHold hold = live.hold(source.source().name())) {
      ConsistentRead read = source.connector().openConsistentRead(source.source());
      try {
        hold.advance(read.position(), QUIET);
        return new Moment(read, hold.snapshot());
      } catch (RuntimeException e) {
        read.close();
        throw e;
      }
    }
  }

  private VerifiedTable compare(String source, TableSchema table, Moment moment, Position upTo) {
    try {
      RowChecksum there = new RowChecksum();
      moment.read().read(table, there, there::endOfRow);
      RowChecksum here = new RowChecksum();
      moment.snapshot().read(table.name(), table, here, here::endOfRow);
      RowChecksum kept = new RowChecksum();
      lake.readCurrent(table.name(), table, Optional.of(upTo), kept, kept::endOfRow);
      boolean liveEqual = there.sameAs(here);
      boolean historyEqual = there.sameAs(kept);
      boolean currentEqual = !historyEqual || isCurrent(table, kept);
      return new VerifiedTable(
          source,
          table.name().toString(),
          Optional.of(upTo.toString()),
          OptionalLong.of(there.rows()),
          OptionalLong.of(here.rows()),
          OptionalLong.of(kept.rows()),
          Optional.of(there.sum()),
          Optional.of(here.sum()),
          Optional.of(kept.sum()),
          liveEqual && historyEqual && currentEqual,
          detail(liveEqual, historyEqual, currentEqual));
    } catch (MillraceException e) {
      return unread(source, table, e);
    }
  }

  /** Whether the lake's current-state table has the rows that its history says. */
  private boolean isCurrent(TableSchema table, RowChecksum kept) {
    CurrentRows current = lake.currentTable(table.name(), table);
    RowChecksum found = new RowChecksum();
    current.read(found, found::endOfRow);
    if (found.sameAs(kept)) {
      return true;
    }
    // Changes behind the position may have come in: the table is at another one.
    RowChecksum expected = new RowChecksum();
    current.expected(expected, expected::endOfRow);
    return found.sameAs(expected);
  }

  private static Optional<String> detail(
      boolean liveEqual, boolean historyEqual, boolean currentEqual) {
    List<String> differing = new ArrayList<>();
    if (!liveEqual) {
      differing.add("the live store");
    }
    if (!historyEqual) {
      differing.add("the lake");
    }
    if (!currentEqual) {
      differing.add("the lake's current-state table");
    }
    if (differing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        String.join(" and ", differing) + (differing.size() == 1 ? " differs" : " differ"));
  }

  private static VerifiedTable unread(String source, TableSchema table, MillraceException e) {
    return new VerifiedTable(
        source,
        table.name().toString(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(e.problem().toString()));
  }
}
