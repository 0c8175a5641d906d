package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The current state as SQL over a history, for any time that the history has: of each key the
 * change that took effect last, unless it removed the row; what that change did not send has the
 * value sent last.
 *
 * <p>The same SQL goes to all engines, but for quotes and names of types. Columns that were never
 * left unsent cost nothing extra.
 */
final class CurrentView {
  private static final String REMOVED = " NOT IN ('delete', 'truncate')";
  private static final String RANK = "_millrace_rank";
  private static final String NEWEST = "_millrace_newest";
  private static final String SENT = "_millrace_sent_";
  private static final String VALUE = "_millrace_value_";

  private final Dialect dialect;
  private final String history;
  private final HistoryColumns columns;
  private final List<Column> all;
  private final List<String> unsent = new ArrayList<>();
  private final String key;

  private CurrentView(Dialect dialect, String history, HistoryColumns columns) {
    this.dialect = dialect;
    this.history = history;
    this.columns = columns;
    this.all = columns.columns();
    for (Column column : all) {
      if (columns.unsent().contains(column.name())) {
        unsent.add(column.name());
      }
    }
    this.key = columns.effectiveKey().stream().map(this::quoted).collect(Collectors.joining(", "));
  }

  /** The view's SQL for an engine; the history table stands in it without a namespace. */
  static String sql(Dialect dialect, TableName table, HistoryColumns columns) {
    CurrentView view = new CurrentView(dialect, LakeNames.history(table).name(), columns);
    return view.unsent.isEmpty() ? view.ranked() : view.resolved();
  }

  private String ranked() {
    return """
        SELECT %s
        FROM (
          SELECT *, ROW_NUMBER() OVER (PARTITION BY %s ORDER BY %s DESC) AS %s
          FROM (
            %s
          ) AS changes
        ) AS ranked
        WHERE %s = 1 AND %s"""
        .formatted(
            output(false),
            key,
            meta(Meta.SEQUENCE),
            dialect.identifier(RANK),
            changes(),
            dialect.identifier(RANK),
            meta(Meta.OP) + REMOVED);
  }

  private String resolved() {
    List<String> sent = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < unsent.size(); i++) {
      String name = HistoryColumns.json(List.of(unsent.get(i)));
      String element = dialect.text(name.substring(1, name.length() - 1));
      sent.add(
          "MAX(CASE WHEN %s IS NULL OR POSITION(%s IN %s) = 0 THEN %s END)%s AS %s"
              .formatted(
                  meta(Meta.UNSENT),
                  element,
                  meta(Meta.UNSENT),
                  meta(Meta.SEQUENCE),
                  perKey(),
                  dialect.identifier(SENT + i)));
      values.add(
          "MAX(CASE WHEN %s = %s THEN %s END)%s AS %s"
              .formatted(
                  meta(Meta.SEQUENCE),
                  dialect.identifier(SENT + i),
                  quoted(unsent.get(i)),
                  perKey(),
                  dialect.identifier(VALUE + i)));
    }
    return """
        SELECT %s
        FROM (
          SELECT *, %s
          FROM (
            SELECT *, MAX(%s)%s AS %s,
              %s
            FROM (
              %s
            ) AS changes
          ) AS sent
        ) AS resolved
        WHERE %s = %s AND %s"""
        .formatted(
            output(true),
            String.join(",\n    ", values),
            meta(Meta.SEQUENCE),
            perKey(),
            dialect.identifier(NEWEST),
            String.join(",\n      ", sent),
            changes(),
            meta(Meta.SEQUENCE),
            dialect.identifier(NEWEST),
            meta(Meta.OP) + REMOVED);
  }

  private String perKey() {
    return " OVER (PARTITION BY " + key + ")";
  }

  /** All changes with the source's columns in their newest types. */
  private String changes() {
    List<String> select = new ArrayList<>();
    for (Column column : all) {
      List<Field> fields = columns.of(column.name());
      String name = dialect.identifier(fields.get(0).name());
      if (fields.size() == 1) {
        select.add(name);
        continue;
      }
      List<String> places = new ArrayList<>(List.of(name));
      for (Field retired : fields.subList(1, fields.size())) {
        places.add(
            dialect.convert(dialect.identifier(retired.name()), retired.type(), column.type()));
      }
      select.add("COALESCE(" + String.join(", ", places) + ") AS " + name);
    }
    for (Meta meta :
        List.of(Meta.OP, Meta.POSITION, Meta.SEQUENCE, Meta.COMMIT_TIME, Meta.UNSENT)) {
      select.add(meta(meta));
    }
    return "SELECT " + String.join(", ", select) + " FROM " + dialect.identifier(history);
  }

  private String output(boolean resolved) {
    List<String> select = new ArrayList<>();
    for (Column column : all) {
      int place = unsent.indexOf(column.name());
      select.add(
          resolved && place >= 0
              ? dialect.identifier(VALUE + place) + " AS " + quoted(column.name())
              : quoted(column.name()));
    }
    select.add(meta(Meta.POSITION));
    select.add(meta(Meta.COMMIT_TIME));
    return String.join(", ", select);
  }

  private String quoted(String column) {
    return dialect.identifier(Meta.columnFor(column));
  }

  private String meta(Meta meta) {
    return dialect.identifier(meta.column());
  }
}
