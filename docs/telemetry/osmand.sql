-- Positions that phones and trackers send in the OsmAnd form to source phones.
INSERT INTO model.sensor_reading
  (source_system, source_key, source_position, updated_at,
   sensor_key, measured_at, latitude, longitude, speed_kmh, heading_deg, accuracy_m)
SELECT
  'phones', CONCAT(device, '/', CAST(seconds AS STRING)), _position, _commit_time,
  device,
  -- Some devices count milliseconds.
  CASE WHEN seconds > 100000000000 THEN TO_TIMESTAMP_LTZ(seconds, 3)
       ELSE TO_TIMESTAMP_LTZ(seconds, 0) END,
  CAST(JSON_VALUE(payload, '$.lat') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.lon') AS DOUBLE),
  -- Knots.
  CAST(JSON_VALUE(payload, '$.speed') AS DOUBLE) * 1.852,
  CAST(JSON_VALUE(payload, '$.bearing') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.accuracy') AS DOUBLE)
FROM (
  SELECT payload, _position, _commit_time,
    COALESCE(JSON_VALUE(payload, '$.id'), JSON_VALUE(payload, '$.deviceid')) AS device,
    CAST(JSON_VALUE(payload, '$.timestamp') AS BIGINT) AS seconds
  FROM phones.http.message
);
