package dev.millrace.connectors.postgres;

/** What the server gives of a row as it was before a change. */
enum OldRow {
  NOTHING,
  /** The columns of the replica identity; all others read as NULL. */
  IDENTITY,
  WHOLE
}
