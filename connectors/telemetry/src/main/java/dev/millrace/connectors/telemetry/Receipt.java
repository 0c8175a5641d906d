package dev.millrace.connectors.telemetry;

import java.util.List;

/**
 * What became of the events that were sent at once.
 *
 * @param accepted how many are in the log
 * @param refused how many are not
 * @param causes why, of the first that are not
 * @param repeated whether the same had been sent before, and nothing was written again
 */
public record Receipt(int accepted, int refused, List<Cause> causes, boolean repeated) {

  /**
   * Why an event was refused.
   *
   * @param line where it begins, from 1
   */
  public record Cause(int line, String cause) {}

  public Receipt {
    causes = List.copyOf(causes);
  }

  Receipt again() {
    return new Receipt(accepted, refused, causes, true);
  }
}
