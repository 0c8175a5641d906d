package dev.millrace.track.job;

import dev.millrace.track.journey.Limits;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.types.Row;

/**
 * How a sensor is mounted. Texts are empty for none.
 *
 * @param uom unit of what it measures
 * @param unit key of the logistic unit it sits on
 * @param equipment key of the equipment it sits on
 * @param location key of the place it sits at
 */
record Mounting(Limits limits, String uom, String unit, String equipment, String location) {
  /** Nothing is known. */
  static final Mounting NONE = new Mounting(Limits.NONE, "", "", "", "");

  /** A row of the query {@code sensors.sql}. */
  static Mounting of(Row row) {
    return new Mounting(
        new Limits(
            (float) Rows.number(row, "lower_limit"), (float) Rows.number(row, "upper_limit")),
        Rows.text(row, "uom"),
        Rows.text(row, "logistic_unit_key"),
        Rows.text(row, "equipment_key"),
        Rows.text(row, "location_key"));
  }

  void write(DataOutput to) throws IOException {
    to.writeFloat(limits.lower());
    to.writeFloat(limits.upper());
    to.writeUTF(uom);
    to.writeUTF(unit);
    to.writeUTF(equipment);
    to.writeUTF(location);
  }

  static Mounting read(DataInput from) throws IOException {
    return new Mounting(
        new Limits(from.readFloat(), from.readFloat()),
        from.readUTF(),
        from.readUTF(),
        from.readUTF(),
        from.readUTF());
  }
}
