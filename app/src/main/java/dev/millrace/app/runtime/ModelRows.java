package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import dev.millrace.log.rows.RowKey;
import java.util.List;

/** Asks the live store for rows of the model. */
final class ModelRows {
  private ModelRows() {}

  /** Whether a table of the model has a row; one that nothing was ever written to has none. */
  static boolean present(LiveStore live, String table, RowKey row) {
    String sql =
        "SELECT 1 FROM model.%s WHERE source_system = %s AND source_key = %s"
            .formatted(table, literal(row.system()), literal(row.key()));
    try {
      return live.query(sql, QueryLimits.DEFAULT, new Nothing()).rows() > 0;
    } catch (MillraceException e) {
      if (e.problem().code() == ErrorCode.SQL_INVALID) {
        return false;
      }
      throw e;
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static final class Nothing implements RowVisitor {
    @Override
    public void columns(List<ResultColumn> columns) {
      // The count alone is of interest.
    }

    @Override
    public void row(Object[] values) {
      // The count alone is of interest.
    }
  }
}
