-- Each shipment that has left travels with a sensor of its carrier, known by the carrier's number of
-- the shipment. It sits on a parcel, and is to stay between 2 and 8 degrees Celsius.

INSERT INTO model.logistic_unit (
  source_system, source_key, source_position, updated_at, unit_number, kind, shipment_key)
SELECT
  'plant', s.tracking_number, s._position, s._commit_time,
  s.tracking_number, 'parcel', CAST(s.id AS STRING)
FROM plant.public.shipment AS s
WHERE s.status = 'dispatched' AND s.tracking_number IS NOT NULL AND s.deleted_at IS NULL;

INSERT INTO model.sensor (
  source_system, source_key, source_position, updated_at,
  name, kind, uom, logistic_unit_key, lower_limit, upper_limit, active)
SELECT
  'plant', s.tracking_number, s._position, s._commit_time,
  s.tracking_number, 'temperature', 'cel', s.tracking_number,
  CAST(2 AS DOUBLE), CAST(8 AS DOUBLE), TRUE
FROM plant.public.shipment AS s
WHERE s.status = 'dispatched' AND s.tracking_number IS NOT NULL AND s.deleted_at IS NULL;
