package dev.millrace.connectors.postgres;

import java.util.List;

/**
 * A table as the stream of changes, or the catalog, describes it at one moment.
 *
 * @param oid the table's object id
 * @param identity its replica identity: {@code d} default, {@code n} nothing, {@code f} full,
 *     {@code i} index
 * @param columns in the order in which values come
 */
record Relation(int oid, String schema, String table, char identity, List<RelationColumn> columns) {

  /**
   * A column.
   *
   * @param typeModifier as {@code pg_attribute.atttypmod}; -1 for none
   * @param inIdentity whether it is part of the replica identity
   */
  record RelationColumn(String name, int typeOid, int typeModifier, boolean inIdentity) {}
}
