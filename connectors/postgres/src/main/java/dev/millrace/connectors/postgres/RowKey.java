package dev.millrace.connectors.postgres;

import dev.millrace.connectors.postgres.Relation.RelationColumn;
import java.util.ArrayList;
import java.util.List;

/** Which columns name a row. */
final class RowKey {
  private RowKey() {}

  /**
   * The columns that each change of a table brings and that name its row: the primary key, or the
   * index that is the replica identity when that does not hold the primary key. In the order of the
   * index, so that snapshot and stream give the same key.
   *
   * @param relation the table as the stream has it, which may be older than the catalog
   * @param table what the catalog says of it
   * @return empty when the whole row is the key
   */
  static List<String> of(Relation relation, Catalog.Table table) {
    List<String> names = relation.columns().stream().map(RelationColumn::name).toList();
    List<String> primary = table.primaryKey();
    if (relation.identity() == 'f' || relation.identity() == 'n') {
      return names.containsAll(primary) ? primary : List.of();
    }
    List<String> identity =
        relation.columns().stream()
            .filter(RelationColumn::inIdentity)
            .map(RelationColumn::name)
            .toList();
    if (identity.isEmpty()) {
      return List.of();
    }
    if (!primary.isEmpty() && identity.containsAll(primary)) {
      return primary;
    }
    List<String> index = relation.identity() == 'd' ? primary : table.identityIndex();
    if (index.size() != identity.size()) {
      return identity;
    }
    return identity.containsAll(index) ? index : inOrderOf(index, identity, table);
  }

  /** Columns were renamed since: the first of them in the table then is the first now. */
  private static List<String> inOrderOf(
      List<String> index, List<String> identity, Catalog.Table table) {
    List<String> placed =
        table.relation().columns().stream()
            .map(RelationColumn::name)
            .filter(index::contains)
            .toList();
    if (placed.size() != identity.size()) {
      return identity;
    }
    List<String> key = new ArrayList<>();
    for (String column : index) {
      key.add(identity.get(placed.indexOf(column)));
    }
    return key;
  }
}
