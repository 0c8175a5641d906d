package dev.millrace.flow.lineage;

/**
 * How a column has to do with what is made: OpenLineage's subtypes of transformations, in the order
 * in which they are shown.
 */
public enum Way {
  /** The value as it is, perhaps in a type that holds more. */
  IDENTITY,
  /** The value is computed from it. */
  TRANSFORMATION,
  /** The value is computed from it over several rows. */
  AGGREGATION,
  /** A condition looks at it that chooses the value. */
  CONDITIONAL,
  /** Rows are joined by it. */
  JOIN,
  /** Rows are left out by it. */
  FILTER,
  /** Rows are put together by it. */
  GROUP_BY,
  /** Rows are ordered by it. */
  SORT,
  /** A window over rows is made by it: its parts or its order. */
  WINDOW;

  /** Whether the value itself goes on, and does not only decide about others. */
  public boolean direct() {
    return this == IDENTITY || this == TRANSFORMATION || this == AGGREGATION;
  }
}
