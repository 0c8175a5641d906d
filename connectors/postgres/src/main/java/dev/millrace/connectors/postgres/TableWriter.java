package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.ChangeHead;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.connectors.capture.UnfitValue;
import dev.millrace.connectors.postgres.Relation.RelationColumn;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the rows of one table in one form; made anew when the form changes. Not for use by
 * several threads.
 */
final class TableWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(TableWriter.class);

  private final Relation relation;
  private final Catalog.Table table;
  private final Schemas schemas;
  private final ColumnForm[] forms;
  private final boolean[] inIdentity;
  private final boolean[] inKey;
  private final int[] keyIndexes;
  private TableSchema schema;
  private ChangeEncoder encoder;

  private TableWriter(
      Relation relation,
      Catalog.Table table,
      ColumnForm[] forms,
      Schemas schemas,
      TableName.Raw name) {
    this.relation = relation;
    this.table = table;
    this.schemas = schemas;
    this.forms = forms;
    this.inIdentity = new boolean[forms.length];
    this.inKey = new boolean[forms.length];
    describe(name);
    this.keyIndexes = schema.keyIndexes();
    for (int index : keyIndexes) {
      inKey[index] = true;
    }
    for (int i = 0; i < forms.length; i++) {
      inIdentity[i] = relation.columns().get(i).inIdentity();
    }
  }

  /**
   * Makes the table's schema known.
   *
   * @param relation the columns, in the order in which values will come
   * @param table what the catalog says of it, for key, comments and what may be NULL
   * @param types of this thread
   * @throws SQLException when the catalog cannot be asked for a type
   */
  static TableWriter of(
      Relation relation, Catalog.Table table, Types types, Schemas schemas, TableName.Raw name)
      throws SQLException {
    ColumnForm[] forms = new ColumnForm[relation.columns().size()];
    for (int i = 0; i < forms.length; i++) {
      RelationColumn column = relation.columns().get(i);
      forms[i] = types.form(column.typeOid(), column.typeModifier());
    }
    return new TableWriter(relation, table, forms, schemas, name);
  }

  private void describe(TableName.Raw name) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < forms.length; i++) {
      String column = relation.columns().get(i).name();
      columns.add(
          new Column(
              column,
              forms[i].type(),
              !table.notNull().contains(column),
              table.comments().getOrDefault(column, "")));
    }
    schema = new TableSchema(name, columns, RowKey.of(relation, table));
    encoder = schemas.encoder(schema);
  }

  /** Whether this writes the rows of a table of this very form. */
  boolean writes(Relation relation, Catalog.Table table) {
    return this.relation.equals(relation)
        && this.table.primaryKey().equals(table.primaryKey())
        && this.table.identityIndex().equals(table.identityIndex())
        && this.table.notNull().equals(table.notNull())
        && this.table.comments().equals(table.comments());
  }

  TableName.Raw name() {
    return (TableName.Raw) schema.name();
  }

  Relation relation() {
    return relation;
  }

  /** The schema with which the next record will be written. */
  TableSchema schema() {
    return schema;
  }

  /** What a COPY of rows for {@link #snapshot} selects for each column. */
  String copyColumns() {
    StringJoiner columns = new StringJoiner(", ");
    for (int i = 0; i < forms.length; i++) {
      columns.add(forms[i].copySql(Catalog.quoted(relation.columns().get(i).name())));
    }
    return columns.toString();
  }

  /**
   * What a COPY selects for the columns that a row lacks, with NULL for all others; and a condition
   * that these columns still are what they were.
   */
  MissingColumns missingColumns(Tuple row) {
    StringJoiner columns = new StringJoiner(", ");
    StringBuilder same = new StringBuilder();
    for (int i = 0; i < forms.length; i++) {
      RelationColumn column = relation.columns().get(i);
      String name = Catalog.quoted(column.name());
      if (row.length(i) == Tuple.UNSENT) {
        columns.add(forms[i].copySql(name));
        same.append(" AND pg_typeof(").append(name).append(")::oid = ");
        same.append(Integer.toUnsignedString(column.typeOid()));
      } else {
        columns.add("NULL");
      }
    }
    return new MissingColumns(columns.toString(), same.toString());
  }

  /** SQL of columns and of a condition that begins with AND. */
  record MissingColumns(String columns, String condition) {}

  /** Which columns of those are PostgreSQL's text. */
  boolean[] copiedTexts() {
    boolean[] texts = new boolean[forms.length];
    for (int i = 0; i < forms.length; i++) {
      texts[i] = forms[i].byServer();
    }
    return texts;
  }

  /** Encodes a row that was there when the table was read. */
  Encoded snapshot(ChangeHead head, Tuple row) {
    return row(Operation.SNAPSHOT, head, row, Optional.empty(), OldRow.NOTHING);
  }

  /** Encodes a new row. */
  void insert(ChangeHead head, Tuple row, List<Encoded> out) {
    out.add(row(Operation.INSERT, head, row, Optional.empty(), OldRow.NOTHING));
  }

  /**
   * Encodes a changed row. A changed key makes two changes, the end of one row and a new one. The
   * head goes to the second place in any case: what the key is may be another thing when the
   * transaction is read again, and the places of the changes behind it must be the same.
   *
   * @param kind what {@code old} has
   */
  void update(ChangeHead head, OldRow kind, Tuple old, Tuple row, List<Encoded> out) {
    Optional<Tuple> before = kind == OldRow.NOTHING ? Optional.empty() : Optional.of(old);
    boolean keyChanged = kind != OldRow.NOTHING && isKeyChanged(old, row);
    if (keyChanged) {
      delete(head, kind, old, out);
    }
    head.next();
    out.add(row(keyChanged ? Operation.INSERT : Operation.UPDATE, head, row, before, kind));
  }

  /** Encodes the end of a row, and the tombstone after it. */
  void delete(ChangeHead head, OldRow kind, Tuple old, List<Encoded> out) {
    Encoded end = end(head, kind, old);
    out.add(end);
    out.add(new Encoded(end.table(), end.key(), null));
  }

  /** Whether a row has another key than before; a column that was not sent has not changed. */
  boolean isKeyChanged(Tuple old, Tuple row) {
    for (int index : keyIndexes) {
      if (row.length(index) != Tuple.UNSENT && !row.sameAs(old, index)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the last row given lacks a value, though what is known of its old row is used. */
  boolean isIncomplete(OldRow kind, Tuple row) {
    if (!row.anyUnsent() || kind == OldRow.WHOLE) {
      return false;
    }
    for (int i = 0; i < forms.length; i++) {
      if (row.length(i) == Tuple.UNSENT && !(kind == OldRow.IDENTITY && inIdentity[i])) {
        return true;
      }
    }
    return false;
  }

  private Encoded row(
      Operation operation, ChangeHead head, Tuple row, Optional<Tuple> old, OldRow kind) {
    while (true) {
      try {
        RowSink sink = begin(operation, head);
        if (row.anyUnsent() && old.isPresent()) {
          putCompleted(row, old.get(), kind, sink);
        } else {
          for (int i = 0; i < forms.length; i++) {
            put(row, i, sink);
          }
        }
        if (kind == OldRow.WHOLE && operation == Operation.UPDATE) {
          RowSink before = encoder.before();
          for (int i = 0; i < forms.length; i++) {
            put(old.orElseThrow(), i, before);
          }
        }
        return new Encoded(name(), encoder.key(), encoder.value());
      } catch (UnfitValue e) {
        widen(e.column());
      }
    }
  }

  private void putCompleted(Tuple row, Tuple old, OldRow kind, RowSink sink) {
    for (int i = 0; i < forms.length; i++) {
      boolean known = kind == OldRow.WHOLE || inIdentity[i];
      put(row.length(i) == Tuple.UNSENT && known ? old : row, i, sink);
    }
  }

  private Encoded end(ChangeHead head, OldRow kind, Tuple old) {
    while (true) {
      try {
        RowSink sink = begin(Operation.DELETE, head);
        for (int i = 0; i < forms.length; i++) {
          if (kind == OldRow.WHOLE || inIdentity[i]) {
            put(old, i, sink);
          } else {
            sink.putUnsent(i);
          }
        }
        return new Encoded(name(), encoder.key(), encoder.value());
      } catch (UnfitValue e) {
        widen(e.column());
      }
    }
  }

  private RowSink begin(Operation operation, ChangeHead head) {
    return encoder.begin(
        operation, head.position(), head.commitMicros(), head.capturedMicros(), head.transaction());
  }

  private void put(Tuple row, int column, RowSink sink) {
    int length = row.length(column);
    if (length >= 0 && !row.isText(column)) {
      forms[column].value().put(row.buffer(), row.offset(column), length, column, sink);
    } else if (length == Tuple.NULL) {
      sink.putNull(column);
    } else if (length == Tuple.UNSENT) {
      putUnsent(column, sink);
    } else if (forms[column].type().equals(ColumnType.TEXT)) {
      sink.putText(column, row.buffer(), row.offset(column), length);
    } else {
      throw new UnfitValue(column);
    }
  }

  private void putUnsent(int column, RowSink sink) {
    if (inKey[column]) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot follow table " + name() + ": the server did not send a value of its key.",
          "Run ALTER TABLE " + table.name().quoted() + " REPLICA IDENTITY FULL;");
    }
    sink.putUnsent(column);
  }

  /** A value does not fit its column's type, so the column becomes text from here on. */
  private void widen(int column) {
    String columnName = relation.columns().get(column).name();
    if (schema.keyed() && inKey[column]) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot encode the key of table "
              + name()
              + ": column "
              + columnName
              + " has a value that its type "
              + forms[column].type()
              + " cannot hold.",
          "Change that value, or give the table another key.");
    }
    ColumnForm wider = forms[column].asText();
    if (wider.type().equals(forms[column].type())) {
      throw new IllegalStateException(
          "Cannot encode a value of column " + columnName + " of table " + name() + ".");
    }
    LOGGER.warn(
        "Column {} of {} has a value that {} cannot hold; it becomes text",
        columnName,
        name(),
        forms[column].type());
    forms[column] = wider;
    describe(name());
  }
}
