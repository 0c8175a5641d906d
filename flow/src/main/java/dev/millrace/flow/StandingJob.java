package dev.millrace.flow;

/**
 * A job that Millrace itself brings: it reads the model beside the mappings, and writes tables of
 * the model that none of them writes.
 */
public interface StandingJob {
  /** Its name, among standing jobs. */
  String name();

  /**
   * Another number when its state is kept in another way: it then begins anew, with what the log
   * still has.
   */
  int layout();

  /** How many parts of it run at once. */
  int parallelism();

  /** Lays out its streams. Called anew for each start; steps with state need names that stay. */
  void build(ModelStreams model);
}
