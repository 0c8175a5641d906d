package dev.millrace.api.lake;

import dev.millrace.api.TableName;
import java.util.List;
import java.util.Optional;

/**
 * The tables of the lake under the names that SQL gives them: {@code lake.model.item}, {@code
 * lake.plant.item_history}. Safe for use by several threads; a method may wait for the catalog, and
 * throws LAKE_FAILED when the catalog cannot be reached.
 */
public interface LakeTables {
  /** The catalog under which SQL finds them. No source has this name. */
  String CATALOG = "lake";

  /** No tables at all. */
  LakeTables NONE =
      new LakeTables() {
        @Override
        public List<LakeTable> find(String owner, String table) {
          return List.of();
        }

        @Override
        public Optional<LakeTable> find(TableName table) {
          return Optional.empty();
        }

        @Override
        public List<LakeTable> all() {
          return List.of();
        }
      };

  /**
   * What a name may mean, in upper or lower case: one table, none, or several, when a source has a
   * table of that name in several schemas.
   *
   * @param owner a source, or {@code model}
   * @param table such as {@code item}, {@code item_history} or {@code public.item}
   */
  List<LakeTable> find(String owner, String table);

  /** The current state of a table of the log; empty when the lake does not have it yet. */
  Optional<LakeTable> find(TableName table);

  /** All tables, sorted by name. */
  List<LakeTable> all();
}
