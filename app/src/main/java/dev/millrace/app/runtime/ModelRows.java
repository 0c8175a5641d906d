package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import dev.millrace.log.rows.RowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Asks the live store for rows of the model. */
final class ModelRows {
  private ModelRows() {}

  /** Whether a table of the model has a row; one that nothing was ever written to has none. */
  static boolean present(LiveStore live, String table, RowKey row) {
    return find(live, table, row, List.of()).isPresent();
  }

  /** Some columns of a row of a table of the model; empty when it is not there. */
  static Optional<List<Object>> find(
      LiveStore live, String table, RowKey row, List<String> columns) {
    String sql =
        "SELECT %s FROM model.%s WHERE source_system = %s AND source_key = %s"
            .formatted(
                columns.isEmpty() ? "1" : String.join(", ", columns),
                table,
                literal(row.system()),
                literal(row.key()));
    One one = new One();
    try {
      var unused = live.query(sql, QueryLimits.DEFAULT, one);
      return one.found;
    } catch (MillraceException e) {
      if (e.problem().code() == ErrorCode.SQL_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static final class One implements RowVisitor {
    private Optional<List<Object>> found = Optional.empty();

    @Override
    public void columns(List<ResultColumn> columns) {
      // They are known.
    }

    @Override
    public void row(Object[] values) {
      // A value may be null.
      List<Object> row = new ArrayList<>();
      Collections.addAll(row, values);
      found = Optional.of(row);
    }
  }
}
