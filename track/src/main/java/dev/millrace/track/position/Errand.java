package dev.millrace.track.position;

import java.util.Optional;

/**
 * What a sensor travels with, and how that fares.
 *
 * @param shipment key of the shipment, within the sensor's source
 * @param mode how it travels at present
 * @param carrier who moves it
 * @param customer who gets it
 * @param late whether it is expected later than planned
 * @param beyondLimit whether what is measured is beyond a limit
 */
public record Errand(
    Optional<String> shipment,
    Optional<SensorPosition.Mode> mode,
    Optional<String> carrier,
    Optional<String> customer,
    boolean late,
    boolean beyondLimit) {}
