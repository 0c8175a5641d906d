package dev.millrace.track.job;

import dev.millrace.geo.Sphere;
import dev.millrace.track.journey.Journey;
import java.util.List;
import java.util.Optional;

/** Makes out how far a sensor is with each of its shipments. */
record ProgressOf(String system, String sensor, Journey journey, Load load, PlaceBook places) {

  /**
   * With a shipment.
   *
   * @param updated when what it follows from was committed, in milliseconds since 1970
   * @param order counts on with each that is told of the sensor
   * @param elsewhere whether another lane is told of it from now on
   */
  Progress with(Carriage carriage, long updated, long order, boolean elsewhere) {
    Plan plan = carriage.plan;
    boolean seen = journey.hasBegun();
    Optional<Place> to = places.place(system, plan.to());
    Optional<Place> from = places.place(system, plan.from());
    Optional<Carriage> first = load.first();
    return new Progress(
        system,
        carriage.shipment,
        sensor,
        updated,
        order,
        first.isEmpty() || first.get() == carriage,
        carriage.closed,
        elsewhere,
        carriage.lane,
        carriage.arrival() != 0 ? "arrived" : carriage.departure() != 0 ? "in_transit" : "waiting",
        plan.mode(),
        plan.carrier(),
        plan.customer(),
        seen ? place(plan) : "",
        seen ? journey.latitude() : Double.NaN,
        seen ? journey.longitude() : Double.NaN,
        journey.time(),
        journey.isMoving(),
        load.silentSince,
        plan.plannedDeparture(),
        plan.plannedArrival(),
        carriage.departure(),
        carriage.departed,
        carriage.arrival(),
        carriage.arrived,
        carriage.departed == 0 ? Double.NaN : journey.distance() - carriage.distanceAtDeparture,
        seen ? to.map(place -> metres(place, journey)).orElse(Double.NaN) : Double.NaN,
        to.isPresent() && from.isPresent() ? metres(from.get(), to.get()) : Double.NaN,
        journey.value(),
        load.mounting.uom(),
        journey.isBeyondLimit(),
        plan.amount(),
        plan.currency());
  }

  /** The place it is in: its destination, else of several the one that was known first. */
  private String place(Plan plan) {
    List<String> keys =
        journey
            .places()
            .mapToObj(places::place)
            .flatMap(Optional::stream)
            .filter(place -> place.system().equals(system))
            .filter(place -> !place.address() || plan.names(place.key()))
            .map(Place::key)
            .toList();
    return keys.contains(plan.to()) ? plan.to() : keys.stream().findFirst().orElse("");
  }

  private static double metres(Place place, Journey journey) {
    return Sphere.distance(
        place.latitude(), place.longitude(), journey.latitude(), journey.longitude());
  }

  private static double metres(Place one, Place other) {
    return Sphere.distance(one.latitude(), one.longitude(), other.latitude(), other.longitude());
  }
}
