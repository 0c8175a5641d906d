-- Who the Plant ERP deals with, and where it works.
--
-- A mapping is plain Flink SQL: it reads tables of sources by their three-part names and writes
-- tables of the model. It runs all the time: a commit in the ERP moves on as a change, and
-- updates and deletes come out right, through joins too.
--
-- Every model row begins with four columns:
--   source_system    which ERP the row comes from
--   source_key       its key there, as text, unique within the ERP and the model table
--   source_position  where in the ERP's log the change stands (_position of the raw row)
--   updated_at       when the ERP committed it (_commit_time of the raw row)
-- Columns that end in _key refer to the source_key of another model table.

-- The ERP keeps suppliers, customers and carriers apart, each numbered from 1. The model has one
-- table for all of them, so the key gets the role in front: supplier/17.
-- Rows with deleted_at are gone for the ERP's users, so they leave the model too.
INSERT INTO model.party (
  source_system, source_key, source_position, updated_at,
  name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active)
SELECT
  'plant', 'supplier/' || CAST(s.id AS STRING), s._position,
  GREATEST(s._commit_time, a._commit_time),  -- the row is as new as the newer of the two
  s.name, TRUE, FALSE, FALSE, s.tax_id, a.country_code, a.city, TRUE
FROM plant.public.supplier AS s
JOIN plant.public.address AS a ON a.id = s.address_id
WHERE s.deleted_at IS NULL
UNION ALL
SELECT
  'plant', 'customer/' || CAST(c.id AS STRING), c._position,
  GREATEST(c._commit_time, a._commit_time),
  c.name, FALSE, TRUE, FALSE, c.tax_id, a.country_code, a.city, TRUE
FROM plant.public.customer AS c
JOIN plant.public.address AS a ON a.id = c.address_id
WHERE c.deleted_at IS NULL
UNION ALL
SELECT
  'plant', 'carrier/' || CAST(c.id AS STRING), c._position,
  GREATEST(c._commit_time, a._commit_time),
  c.name, FALSE, FALSE, TRUE, CAST(NULL AS STRING), a.country_code, a.city, TRUE
FROM plant.public.carrier AS c
JOIN plant.public.address AS a ON a.id = c.address_id
WHERE c.deleted_at IS NULL;

-- Zones have no address of their own: they stand where their parent stands.
INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, parent_key, party_key, country_code, city, latitude, longitude, active)
SELECT
  'plant', CAST(l.id AS STRING), l._position,
  GREATEST(
    l._commit_time,
    COALESCE(p._commit_time, l._commit_time),
    COALESCE(a._commit_time, l._commit_time)),
  l.name,
  CASE l.kind WHEN 'factory' THEN 'plant' ELSE l.kind END,
  CAST(l.parent_id AS STRING),
  CAST(NULL AS STRING),  -- all locations are the company's own
  a.country_code, a.city, a.latitude, a.longitude, TRUE
FROM plant.public.location AS l
LEFT JOIN plant.public.location AS p ON p.id = l.parent_id
LEFT JOIN plant.public.address AS a ON a.id = COALESCE(l.address_id, p.address_id)
WHERE l.deleted_at IS NULL;
