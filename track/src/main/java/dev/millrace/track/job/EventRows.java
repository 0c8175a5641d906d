package dev.millrace.track.job;

import dev.millrace.track.journey.Happening;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;

/** Tells what happens as rows of {@code model.tracking_event}, in terms of EPCIS and DCSA. */
final class EventRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Rows rows;

  EventRows(Rows rows) {
    this.rows = rows;
  }

  /**
   * Of whom an event tells.
   *
   * @param shipment empty when the sensor travels with none
   */
  record Subject(String system, String sensor, Mounting mounting, String shipment) {}

  /** An event in the making. */
  private Rows.Builder event(
      Subject subject, String kind, String classifier, long time, String detail, long updated) {
    String key =
        subject.sensor() + '/' + kind + '/' + time + detail + shipmentPart(subject.shipment());
    return rows.row(subject.system(), key, updated)
        .text("kind", kind)
        .text("classifier", classifier)
        .text("shipment_key", subject.shipment())
        .text("sensor_key", subject.sensor())
        .text("logistic_unit_key", subject.mounting().unit())
        .text("equipment_key", subject.mounting().equipment())
        .time("occurred_at", time)
        .time("recorded_at", updated);
  }

  private static String shipmentPart(String shipment) {
    return shipment.isEmpty() ? "" : "/" + shipment;
  }

  /**
   * What a happening is called.
   *
   * @param departs whether the shipment leaves its origin with it
   * @param arrives whether the shipment reaches its destination with it
   */
  void happening(
      Subject subject,
      Happening happening,
      Optional<Place> place,
      boolean departs,
      boolean arrives,
      long updated,
      boolean undone,
      Consumer<RowData> out) {
    switch (happening.kind()) {
      case ENTERED -> {
        tell(subject, "gate_in", "arriving", happening, place, updated, undone, out);
        if (arrives) {
          tell(subject, "arrival", "arriving", happening, place, updated, undone, out);
        }
      }
      case LEFT -> {
        tell(subject, "gate_out", "departing", happening, place, updated, undone, out);
        if (departs) {
          tell(subject, "departure", "departing", happening, place, updated, undone, out);
        }
      }
      case STOPPED -> tell(subject, "stop", "transporting", happening, place, updated, undone, out);
      case MOVED -> tell(subject, "move", "transporting", happening, place, updated, undone, out);
      case BEYOND_LIMIT, WITHIN_LIMITS ->
          tell(subject, "condition", "sensor_reporting", happening, place, updated, undone, out);
    }
  }

  private void tell(
      Subject subject,
      String kind,
      String step,
      Happening happening,
      Optional<Place> place,
      long updated,
      boolean undone,
      Consumer<RowData> out) {
    String at = place.map(found -> "/" + found.key()).orElse("");
    Rows.Builder row =
        event(subject, kind, "actual", happening.time(), at, updated)
            .text("business_step", step)
            .text("disposition", subject.shipment().isEmpty() ? "" : "in_transit")
            .number("latitude", happening.latitude())
            .number("longitude", happening.longitude())
            .text("location_key", place.map(Place::key).orElse(""))
            .text("place", place.map(Place::label).orElse(""))
            .number("measured_value", happening.value())
            .text("description", words(happening, place, subject.mounting().uom()));
    if (!Float.isNaN(happening.value())) {
      row.text("uom", subject.mounting().uom());
    }
    out.accept(undone ? row.gone() : row.there());
  }

  private static String words(Happening happening, Optional<Place> place, String uom) {
    String label = place.map(Place::label).orElse("");
    return switch (happening.kind()) {
      case ENTERED -> "Entered " + label;
      case LEFT -> "Left " + label;
      case STOPPED -> "Stopped";
      case MOVED -> "Moved on";
      case BEYOND_LIMIT -> "Beyond its limits: " + measured(happening.value(), uom);
      case WITHIN_LIMITS -> "Within its limits again: " + measured(happening.value(), uom);
    };
  }

  static String measured(double value, String uom) {
    String unit = uom.equals("cel") ? "°C" : uom.equals("percent") ? "%" : uom;
    return (Math.round(value * 10) / 10.0) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** A sensor says nothing more, or reports again. */
  RowData silence(Subject subject, long time, boolean begins, long updated) {
    return event(subject, "silence", "actual", time, begins ? "" : "/over", updated)
        .text("business_step", "sensor_reporting")
        .text(
            "description", begins ? "Nothing more heard of its sensor" : "Its sensor reports again")
        .there();
  }

  /** Goods come aboard, or leave. DCSA LOAD and DISC. */
  RowData loading(Subject subject, long time, boolean aboard, long updated) {
    return event(subject, aboard ? "loading" : "unloading", "actual", time, "", updated)
        .text("business_step", aboard ? "loading" : "unloading")
        .text(
            "description",
            aboard ? "Sensor travels with it from now on" : "Sensor travels with it no more")
        .there();
  }

  /** When something is to happen, as is planned or expected. There is one row of each kind. */
  RowData expected(Subject subject, String kind, String classifier, long time, long updated) {
    Rows.Builder row =
        rows.row(subject.system(), subject.shipment() + '/' + kind + '/' + classifier, updated)
            .text("kind", kind)
            .text("classifier", classifier)
            .text("shipment_key", subject.shipment())
            .text("sensor_key", subject.sensor())
            .time("occurred_at", time)
            .time("recorded_at", updated)
            .text("business_step", kind.equals("departure") ? "departing" : "arriving");
    return time == 0 ? row.gone() : row.there();
  }
}
