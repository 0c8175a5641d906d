package dev.millrace.lake;

import dev.millrace.api.TableName;

/** Called between the steps of the writer, so that a test can stop it at each of them. */
@FunctionalInterface
interface CrashPoints {
  /** Runs through. */
  CrashPoints NONE = (point, table) -> {};

  /** A step that has just been taken. */
  enum Point {
    TABLE_CREATED,
    COLUMNS_CHANGED,
    ROW_WRITTEN,
    FILES_CLOSED,
    COMMITTED,
    CURRENT_CREATED,
    CURRENT_COLUMNS_CHANGED,
    CURRENT_WRITTEN,
    CURRENT_COMMITTED
  }

  void reach(Point point, TableName table);
}
