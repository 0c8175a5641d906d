package dev.millrace.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * The SQL function that holds a row back: it gives no value but throws, so that the step that makes
 * the row rejects it.
 */
public final class HeldBackFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  /** As SQL names it. */
  static final String NAME = "millrace_held_back";

  /** Its causes begin so. */
  static final String CAUSE = "held back: ";

  private static final int LONGEST_VALUE = 100;
  private static final Pattern NEEDLESS_ZEROS = Pattern.compile("(\\.\\d*?)0+$");

  /** Said of a row that is held back. It is thrown once a row: where from does not matter. */
  static final class RowHeldBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RowHeldBack(String cause) {
      super(cause, null, false, false);
    }
  }

  /**
   * Holds the row back.
   *
   * @param told of each expectation its {@link HoldBack#origin} if the row violates it, else null;
   *     then for each of its columns the name and the value: text in quotes, null if empty; then
   *     null
   */
  public @DataTypeHint("STRING NOT NULL") String eval(String... told) {
    List<String> causes = new ArrayList<>();
    int at = 0;
    while (at < told.length) {
      String origin = told[at++];
      List<String> values = new ArrayList<>();
      for (; told[at] != null; at += 2) {
        values.add(told[at] + value(told[at + 1]));
      }
      at++;
      if (origin != null) {
        causes.add((String.join(", ", values) + " " + origin).strip());
      }
    }
    throw new RowHeldBack(CAUSE + String.join("; ", causes));
  }

  private static String value(String value) {
    if (value == null) {
      return " is empty";
    }
    if (!value.startsWith("'") && value.indexOf('.') >= 0) {
      return " is " + NEEDLESS_ZEROS.matcher(value).replaceFirst("$1").replaceFirst("\\.$", "");
    }
    return " is "
        + (value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…'" : value);
  }

  /** So that the planner leaves it where it stands, at the end: it is for rows that are made. */
  @Override
  public boolean isDeterministic() {
    return false;
  }
}
