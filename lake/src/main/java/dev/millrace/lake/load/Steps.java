package dev.millrace.lake.load;

/** Called between the steps of a load, so that a test can stop it at each of them. */
@FunctionalInterface
interface Steps {
  /** Runs through. */
  Steps NONE = step -> {};

  /** A step that has just been taken. */
  enum Step {
    TABLE_READY,
    FILES_WRITTEN,
    LEDGER_WRITTEN,
    COMMITTED
  }

  void reach(Step step);
}
