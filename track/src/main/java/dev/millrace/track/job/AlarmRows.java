package dev.millrace.track.job;

import java.io.Serializable;
import org.apache.flink.table.data.RowData;

/** Tells what is wrong as rows of {@code model.exception}. */
final class AlarmRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Rows rows;

  AlarmRows(Rows rows) {
    this.rows = rows;
  }

  /**
   * Something that is wrong.
   *
   * @param subject the sensor or shipment, and what tells the alarm from its others
   * @param since when it began, in milliseconds since 1970
   */
  record Alarm(String system, String subject, String kind, String severity, long since) {}

  /**
   * An alarm as it is now.
   *
   * @param shipment empty when it is about none
   * @param delayHours NaN when it is not about time
   * @param amount at risk, NaN when not known
   * @param resolved when it was over, in milliseconds since 1970; 0 while it is not
   */
  Rows.Builder row(
      Alarm alarm,
      String title,
      String shipment,
      String location,
      double delayHours,
      double amount,
      String currency,
      long resolved,
      long updated) {
    return rows.row(alarm.system(), key(alarm), updated)
        .text("kind", alarm.kind())
        .text("severity", alarm.severity())
        .text("status", resolved == 0 ? "open" : "resolved")
        .text("title", title)
        .text("shipment_key", shipment)
        .text("location_key", location)
        .number("delay_hours", delayHours)
        .decimal("amount_at_risk", amount)
        .text("currency", Double.isNaN(amount) ? "" : currency)
        .time("detected_at", alarm.since())
        .time("starts_at", alarm.since())
        .time("resolved_at", resolved);
  }

  private static String key(Alarm alarm) {
    return "tracking/" + alarm.subject() + '/' + alarm.kind();
  }

  /** That it was none after all. */
  RowData gone(Alarm alarm, long updated) {
    return rows.row(alarm.system(), key(alarm), updated).gone();
  }
}
