-- Sensors, what they are mounted on, and between which values their measurements are right.
SELECT
  source_system, source_key AS sensor_key, lower_limit, upper_limit, uom,
  logistic_unit_key, equipment_key, location_key
FROM model.sensor
WHERE active IS DISTINCT FROM FALSE
