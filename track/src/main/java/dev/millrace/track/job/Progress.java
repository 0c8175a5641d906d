package dev.millrace.track.job;

/**
 * How far a shipment is, as one of its sensors shows it. Times are in milliseconds since 1970, 0
 * for none; texts are empty for none, numbers NaN. Public because Flink reads it by its parts.
 *
 * @param updated when the newest of what it follows from was committed
 * @param order counts on with each that is told of a sensor
 * @param first whether it is the shipment that the sensor is shown with
 * @param over whether the sensor travels with it no more, or it is over
 * @param elsewhere whether another lane is told of it from now on
 * @param departed when it left its origin
 * @param seenDeparture the same, as its sensor saw it
 * @param arrived when it arrived
 * @param seenArrival the same, as its sensor saw it
 * @param done way since its departure, in metres
 * @param toGo great circle to its destination, in metres
 * @param whole great circle from origin to destination, in metres
 */
public record Progress(
    String system,
    String shipment,
    String sensor,
    long updated,
    long order,
    boolean first,
    boolean over,
    boolean elsewhere,
    String lane,
    String status,
    String mode,
    String carrier,
    String customer,
    String place,
    double latitude,
    double longitude,
    long position,
    boolean moving,
    long silentSince,
    long plannedDeparture,
    long plannedArrival,
    long departed,
    long seenDeparture,
    long arrived,
    long seenArrival,
    double done,
    double toGo,
    double whole,
    double value,
    String uom,
    boolean beyondLimit,
    double amount,
    String currency) {}
