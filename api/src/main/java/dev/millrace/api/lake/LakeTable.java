package dev.millrace.api.lake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table of the lake as it stands when it is first looked at; whoever wants to see what is
 * committed later asks {@link LakeTables} anew. Safe for use by several threads.
 */
public interface LakeTable {

  /** As SQL takes it, for example {@code lake.model.item} or {@code lake.plant."public.item"}. */
  String name();

  /** In order. */
  List<LakeColumn> columns();

  /** Another one whenever the table's content is another. */
  String version();

  /**
   * What a query must read to see the table.
   *
   * @param asOf of a table, the state that it had then; of a history, the changes up to then; what
   *     is there now when empty
   * @param condition that a row must meet to matter to the query; files without such rows are left
   *     out as far as the lake's statistics tell, rows are not
   * @throws dev.millrace.api.MillraceException LAKE_FAILED when the lake cannot be read,
   *     TABLE_UNSUPPORTED when its files are of a kind that SQL cannot read
   */
  LakeScan scan(Optional<Instant> asOf, Condition condition);
}
