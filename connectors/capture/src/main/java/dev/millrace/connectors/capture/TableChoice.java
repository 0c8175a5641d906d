package dev.millrace.connectors.capture;

import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.SourceWatch.Seen;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which tables are to be read, after a look at the source.
 *
 * @param toRead tables of which rows are missing in the log
 * @param toClear those of them whose earlier rows are of another table, under another key, or too
 *     old
 * @param changed offsets that are to be stored as they are
 */
record TableChoice(List<TableRead> toRead, List<TableName.Raw> toClear, List<TableRead> changed) {

  static TableChoice none() {
    return new TableChoice(List.of(), List.of(), List.of());
  }

  /** The tables to read that need not be cleared. */
  List<TableRead> withoutClearing() {
    return toRead.stream().filter(table -> !toClear.contains(table.name())).toList();
  }

  TableChoice onlyClearing() {
    return new TableChoice(
        toRead.stream().filter(table -> toClear.contains(table.name())).toList(), toClear, changed);
  }

  TableChoice onlyChanged() {
    return new TableChoice(List.of(), List.of(), changed);
  }

  TableChoice withoutChanged() {
    return new TableChoice(toRead, toClear, List.of());
  }

  /**
   * The same without some tables.
   *
   * @param unread those of them whose offsets are to be stored
   */
  TableChoice without(List<TableName.Raw> names, List<TableRead> unread) {
    return new TableChoice(
        toRead.stream().filter(table -> !names.contains(table.name())).toList(),
        toClear.stream().filter(name -> !names.contains(name)).toList(),
        Stream.concat(changed.stream(), unread.stream()).toList());
  }

  /**
   * Chooses.
   *
   * @param seen the tables that are captured
   * @param captured tables that the log has or may have
   * @param offset of the stream
   */
  static TableChoice of(
      String source,
      List<Seen> seen,
      Collection<TableName> captured,
      Ledger ledger,
      TableReads<?, ?> reads,
      StreamOffset offset) {
    int epoch = offset.position().epoch();
    TableChoice choice = new TableChoice(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<TableName.Raw> names = new HashSet<>();
    ledger.load(
        Stream.concat(
                seen.stream().map(Seen::name),
                captured.stream()
                    .filter(TableName.Raw.class::isInstance)
                    .map(TableName.Raw.class::cast)
                    .filter(raw -> raw.source().equals(source)))
            .toList());
    for (Seen table : seen) {
      names.add(table.name());
      if (!reads.has(table.name())) {
        choice.consider(table.name(), table, ledger, epoch, offset.again());
      }
    }
    for (TableName table : captured) {
      if (table instanceof TableName.Raw raw
          && raw.source().equals(source)
          && !names.contains(raw)) {
        choice.forget(raw, ledger, epoch);
      }
    }
    return choice;
  }

  private void consider(
      TableName.Raw name, Seen table, Ledger ledger, int epoch, String rowsAgain) {
    Optional<TableOffset> stored = ledger.table(name.schema(), name.table());
    if (stored.isEmpty()) {
      toRead.add(anew(name, table, epoch));
      return;
    }
    TableOffset known = stored.get();
    if (known.id() != table.id() || known.isOfAnother(table.origin())) {
      toClear.add(name);
      toRead.add(anew(name, table, epoch));
    } else if (!known.all()) {
      toRead.add(unfinished(name, known, rowsAgain));
    } else if (table.form().changes(known.form())) {
      toRead.add(new TableRead(name, known.readAgain(table.form())));
    } else if (!known.leaves().equals(table.leaves())) {
      considerLeaves(name, known, table);
    } else if (!known.form().columns().equals(table.form().columns())) {
      changed.add(new TableRead(name, known.of(known.origin(), table.form())));
    }
  }

  private static TableRead anew(TableName.Raw name, Seen table, int epoch) {
    return new TableRead(
        name, TableOffset.none(epoch, table.id()).of(table.origin(), table.form()));
  }

  private static TableRead unfinished(TableName.Raw name, TableOffset known, String rowsAgain) {
    String text = name.schema() + "." + name.table();
    if (RowsAgain.isUnknown(rowsAgain, text)) {
      return new TableRead(
          name, TableOffset.none(known.epoch(), known.id()).of(known.origin(), known.form()));
    }
    TableRead read = new TableRead(name, known);
    read.again.addAll(rowsAgain, text);
    return read;
  }

  /** A partition that was attached came with its rows; the stream does not tell of them. */
  private void considerLeaves(TableName.Raw name, TableOffset known, Seen table) {
    String leaves = table.leaves();
    Set<String> earlier = Set.of(known.leaves().split(","));
    boolean attached = !leaves.isEmpty() && !earlier.containsAll(List.of(leaves.split(",")));
    TableOffset offset =
        new TableOffset(
            known.epoch(),
            known.id(),
            known.point(),
            Optional.empty(),
            new BitSet(),
            !attached,
            attached ? known.leaves() : leaves,
            known.origin(),
            table.form());
    (attached ? toRead : changed).add(new TableRead(name, offset));
  }

  /** A table that is left out now has missed changes when it is wanted again. */
  private void forget(TableName.Raw name, Ledger ledger, int epoch) {
    Optional<TableOffset> known = ledger.table(name.schema(), name.table());
    if (known.isPresent() && known.get().id() != 0) {
      changed.add(new TableRead(name, TableOffset.none(epoch, 0)));
    }
  }
}
