-- Places that shipments enter and leave. A zone is a part of another place, and counts only when
-- somebody has drawn its border.
WITH border AS (
  -- The one that somebody has drawn counts before its source's.
  SELECT source_system, location_key,
    MIN(CASE WHEN source_key LIKE 'drawn/%' THEN '0' ELSE '1' END || source_key) AS chosen
  FROM model.geofence
  WHERE active IS DISTINCT FROM FALSE
  GROUP BY source_system, location_key
)
SELECT
  l.source_system, l.source_key,
  COALESCE(l.un_locode, l.name, l.source_key) AS label,
  l.kind,
  COALESCE(g.latitude, l.latitude) AS latitude,
  COALESCE(g.longitude, l.longitude) AS longitude,
  g.radius_m, g.boundary,
  -- A partner's address matters to the shipments that go there, not to those that pass by.
  l.party_key IS NOT NULL AND l.kind IS DISTINCT FROM 'terminal' AND g.location_key IS NULL
    AS address
FROM model.location AS l
LEFT JOIN border AS b
  ON b.source_system = l.source_system AND b.location_key = l.source_key
LEFT JOIN model.geofence AS g
  ON g.source_system = b.source_system AND g.source_key = SUBSTRING(b.chosen FROM 2)
WHERE l.active IS DISTINCT FROM FALSE
  AND (g.boundary IS NOT NULL
    OR (COALESCE(g.latitude, l.latitude) IS NOT NULL
      AND COALESCE(g.longitude, l.longitude) IS NOT NULL
      AND (l.kind IS DISTINCT FROM 'zone' OR g.radius_m IS NOT NULL)))
