package dev.millrace.live;

import java.util.List;

/**
 * Takes the answer of a query as it comes, so that it can be written out without holding it.
 *
 * <p>A value is what JSON has: null, Boolean, Integer, Long (at most 2^53, beyond as String),
 * Double (never infinite or NaN, those as String), String, and for nested types List and Map of
 * these. Decimals are Strings, dates and times ISO 8601 in UTC, bytes base64.
 */
public interface RowVisitor {

  /** Called once, before the first row. */
  void columns(List<ResultColumn> columns);

  /** Called for each row. The array is used again for the next row. */
  void row(Object[] values);
}
