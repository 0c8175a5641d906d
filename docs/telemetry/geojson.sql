-- GeoJSON features sent to source assets: a point, and what was measured there.
INSERT INTO model.sensor_reading
  (source_system, source_key, source_position, updated_at,
   sensor_key, measured_at, measured_value, uom, latitude, longitude)
SELECT
  'assets', CONCAT(asset, '/', measured), _position, _commit_time,
  asset,
  -- 2026-11-22T08:30:00Z
  CAST(REPLACE(REPLACE(measured, 'T', ' '), 'Z', '') AS TIMESTAMP_LTZ(6)),
  CAST(JSON_VALUE(payload, '$.properties.temperature') AS DOUBLE),
  'cel',
  CAST(JSON_VALUE(payload, '$.geometry.coordinates[1]') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.geometry.coordinates[0]') AS DOUBLE)
FROM (
  SELECT payload, _position, _commit_time,
    JSON_VALUE(payload, '$.id') AS asset,
    JSON_VALUE(payload, '$.properties.time') AS measured
  FROM assets.http.message
  WHERE JSON_VALUE(payload, '$.geometry.type') = 'Point'
);
