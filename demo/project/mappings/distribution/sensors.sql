-- Each shipment that has left travels with a sensor of its carrier, known by the carrier's number of
-- the shipment. It sits on a parcel, and is to stay between 2 and 8 degrees Celsius.

INSERT INTO model.logistic_unit (
  source_system, source_key, source_position, updated_at, unit_number, kind, shipment_key)
SELECT
  'distribution', l.sendungsnr, l._position, l._commit_time, l.sendungsnr, 'parcel', l.liefernr
FROM `distribution`.`distribution`.lieferung AS l
WHERE l.status = 2 AND l.sendungsnr IS NOT NULL;

INSERT INTO model.sensor (
  source_system, source_key, source_position, updated_at,
  name, kind, uom, logistic_unit_key, lower_limit, upper_limit, active)
SELECT
  'distribution', l.sendungsnr, l._position, l._commit_time,
  l.sendungsnr, 'temperature', 'cel', l.sendungsnr, CAST(2 AS DOUBLE), CAST(8 AS DOUBLE), TRUE
FROM `distribution`.`distribution`.lieferung AS l
WHERE l.status = 2 AND l.sendungsnr IS NOT NULL;
