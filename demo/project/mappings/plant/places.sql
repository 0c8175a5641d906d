-- Where customers and suppliers have their places, so that it is known where shipments go to and
-- come from.

INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, party_key, country_code, city, latitude, longitude, active)
SELECT
  'plant', 'customer/' || CAST(c.id AS STRING), c._position,
  GREATEST(c._commit_time, a._commit_time),
  c.name, 'warehouse', 'customer/' || CAST(c.id AS STRING),
  a.country_code, a.city, a.latitude, a.longitude, TRUE
FROM plant.public.customer AS c
JOIN plant.public.address AS a ON a.id = c.address_id
WHERE c.deleted_at IS NULL
UNION ALL
SELECT
  'plant', 'supplier/' || CAST(s.id AS STRING), s._position,
  GREATEST(s._commit_time, a._commit_time),
  s.name, 'plant', 'supplier/' || CAST(s.id AS STRING),
  a.country_code, a.city, a.latitude, a.longitude, TRUE
FROM plant.public.supplier AS s
JOIN plant.public.address AS a ON a.id = s.address_id
WHERE s.deleted_at IS NULL;
