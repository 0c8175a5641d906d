-- Where what is under way is, and how warm it is there. The carriers' telematics sends JSON:
--   {"device": "1Z…", "company": "plant", "time": 1767225600000, "lat": 51.5, "lon": 7.5,
--    "speed": 74.2, "course": 95, "accuracy": 8, "temperature": 5.1}
-- Readings belong to the company that has the goods sent: its sensor is known by the carrier's
-- number of the shipment.
INSERT INTO model.sensor_reading (
  source_system, source_key, source_position, updated_at,
  sensor_key, measured_at, measured_value, uom,
  latitude, longitude, speed_kmh, heading_deg, accuracy_m)
SELECT
  JSON_VALUE(payload, '$.company'),
  CONCAT(device, '/', CAST(millis AS STRING)), _position, _commit_time,
  device, TO_TIMESTAMP_LTZ(millis, 3),
  CAST(JSON_VALUE(payload, '$.temperature') AS DOUBLE), 'cel',
  CAST(JSON_VALUE(payload, '$.lat') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.lon') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.speed') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.course') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.accuracy') AS DOUBLE)
FROM (
  SELECT payload, _position, _commit_time,
    JSON_VALUE(payload, '$.device') AS device,
    CAST(JSON_VALUE(payload, '$.time') AS BIGINT) AS millis
  FROM fleet.http.message
);
