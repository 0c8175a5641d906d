-- Positions that OwnTracks publishes to owntracks/<user>/<device>, taken by source owntracks.
INSERT INTO model.sensor_reading
  (source_system, source_key, source_position, updated_at,
   sensor_key, measured_at, latitude, longitude, speed_kmh, heading_deg, accuracy_m)
SELECT
  'owntracks', CONCAT(device, '/', CAST(seconds AS STRING)), _position, _commit_time,
  device,
  TO_TIMESTAMP_LTZ(seconds, 0),
  CAST(JSON_VALUE(payload, '$.lat') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.lon') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.vel') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.cog') AS DOUBLE),
  CAST(JSON_VALUE(payload, '$.acc') AS DOUBLE)
FROM (
  SELECT payload, _position, _commit_time,
    REGEXP_REPLACE(topic, '^owntracks/', '') AS device,
    CAST(JSON_VALUE(payload, '$.tst') AS BIGINT) AS seconds
  FROM owntracks.mqtt.message
  -- What is no JSON becomes a dead letter; other kinds of messages are left out.
  WHERE JSON_VALUE(payload, '$._type' ERROR ON ERROR) = 'location'
);
