package dev.millrace.track.job;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** That a sensor travels with a shipment. Times are in milliseconds since 1970, 0 for none. */
final class Carriage {
  final String shipment;

  /** When the sensor was put to it; 0 when it has been with it as long as is known. */
  final long since;

  /** When it was taken off; {@link Long#MAX_VALUE} while it is aboard. */
  long until = Long.MAX_VALUE;

  Plan plan;

  /** When it was seen to leave its origin. */
  long departed;

  /** The sensor's way until then, in metres. */
  double distanceAtDeparture;

  /** When it was seen to arrive. */
  long arrived;

  /** The time of the reading of which was told last how far it is. */
  long told;

  /** The lane of which that was told. */
  String lane = "";

  /** Whether it has been told that it is over. */
  boolean closed;

  Carriage(String shipment, long since, Plan plan) {
    this.shipment = shipment;
    this.since = since;
    this.plan = plan;
  }

  /** Whether the sensor travelled with it at a time. */
  boolean isAboard(long time) {
    return time >= since && time < until && !(plan.isOver() && time > plan.arrived());
  }

  /** Whether there is more to tell of it. */
  boolean isOn() {
    return until == Long.MAX_VALUE && !plan.isOver();
  }

  /** When it left, as was seen, else as its source says. */
  long departure() {
    return departed != 0 ? departed : plan.departed();
  }

  /** When it arrived, as was seen, else as its source says. */
  long arrival() {
    return arrived != 0 ? arrived : plan.arrived();
  }

  void write(DataOutput to) throws IOException {
    to.writeUTF(shipment);
    to.writeLong(since);
    plan.write(to);
    to.writeLong(until);
    to.writeLong(departed);
    to.writeDouble(distanceAtDeparture);
    to.writeLong(arrived);
    to.writeLong(told);
    to.writeUTF(lane);
    to.writeBoolean(closed);
  }

  static Carriage read(DataInput from) throws IOException {
    Carriage carriage = new Carriage(from.readUTF(), from.readLong(), Plan.read(from));
    carriage.until = from.readLong();
    carriage.departed = from.readLong();
    carriage.distanceAtDeparture = from.readDouble();
    carriage.arrived = from.readLong();
    carriage.told = from.readLong();
    carriage.lane = from.readUTF();
    carriage.closed = from.readBoolean();
    return carriage;
  }
}
