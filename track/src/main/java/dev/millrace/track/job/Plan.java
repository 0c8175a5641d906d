package dev.millrace.track.job;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.types.Row;

/**
 * What is planned for a shipment. Times are in milliseconds since 1970, 0 when not known; texts are
 * empty when not known.
 *
 * @param status as {@code model.shipment.status} has it
 * @param from key of the location it leaves from
 * @param to key of the location it is to arrive at
 * @param departed when it left, as its source says
 * @param arrived when it arrived, as its source says
 * @param amount what it is worth, NaN when not known
 */
record Plan(
    String status,
    String from,
    String to,
    long plannedDeparture,
    long departed,
    long plannedArrival,
    long arrived,
    String mode,
    String carrier,
    String customer,
    double amount,
    String currency) {

  /** A row of the query {@code carriages.sql}. */
  static Plan of(Row row) {
    Object amount = row.getField("amount");
    return new Plan(
        Rows.text(row, "status"),
        Rows.text(row, "from_key"),
        Rows.text(row, "to_key"),
        millis(row, "planned_departure_at"),
        millis(row, "departed_at"),
        millis(row, "planned_arrival_at"),
        millis(row, "arrived_at"),
        Rows.text(row, "transport_mode"),
        Rows.text(row, "carrier"),
        Rows.text(row, "customer"),
        amount == null ? Double.NaN : ((Number) amount).doubleValue(),
        Rows.text(row, "currency"));
  }

  static long millis(Row row, String column) {
    Object time = row.getField(column);
    return time == null ? 0 : ((Instant) time).toEpochMilli();
  }

  boolean isDelivered() {
    return status.equals("delivered");
  }

  /** Whether nothing more is to happen with the shipment. */
  boolean isOver() {
    return isDelivered() || status.equals("cancelled");
  }

  /** Whether a location is where it leaves from or goes to. */
  boolean names(String location) {
    return location.equals(from) || location.equals(to);
  }

  void write(DataOutput to) throws IOException {
    to.writeUTF(status);
    to.writeUTF(from);
    to.writeUTF(this.to);
    to.writeLong(plannedDeparture);
    to.writeLong(departed);
    to.writeLong(plannedArrival);
    to.writeLong(arrived);
    to.writeUTF(mode);
    to.writeUTF(carrier);
    to.writeUTF(customer);
    to.writeDouble(amount);
    to.writeUTF(currency);
  }

  static Plan read(DataInput from) throws IOException {
    return new Plan(
        from.readUTF(),
        from.readUTF(),
        from.readUTF(),
        from.readLong(),
        from.readLong(),
        from.readLong(),
        from.readLong(),
        from.readUTF(),
        from.readUTF(),
        from.readUTF(),
        from.readDouble(),
        from.readUTF());
  }
}
