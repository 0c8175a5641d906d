package dev.millrace.connectors.capture;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a snapshot is to read of a table.
 *
 * @param cut how the table was cut before, as the one who cut it wrote it
 * @param done chunks of that cut that are not to be read
 * @param leaves parts whose rows are not to be read, if the table is to be cut anew
 * @param keys of the rows to read; the table is read by chunks when there are none
 */
public record SnapshotWork(
    TableRead table, Optional<String> cut, BitSet done, Set<String> leaves, List<byte[]> keys) {

  static SnapshotWork of(TableRead table) {
    return new SnapshotWork(
        table,
        table.offset().cut(),
        (BitSet) table.offset().done().clone(),
        Set.of(table.offset().leaves().split(",")),
        table.keys());
  }
}
