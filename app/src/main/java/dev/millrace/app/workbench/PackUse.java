package dev.millrace.app.workbench;

/** Whether a known ERP gets its ready mapping. */
public enum PackUse {
  /** All is proposed. */
  REFUSED,
  /** A pack's files, and nothing else. */
  ALONE,
  /** A pack's files, and a proposal for what the pack leaves out. */
  AND_BEYOND
}
