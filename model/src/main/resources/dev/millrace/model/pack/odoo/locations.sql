-- Warehouses, and the places in them that goods can lie at. Odoo also has places that are none: of
-- suppliers, customers, production and losses, which keep its books even. They are left out.
INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, parent_key, country_code, city, active, location_code, postal_code)
SELECT
  '${system}', 'warehouse/' || CAST(w.id AS STRING), w._position,
  GREATEST(
    w._commit_time,
    COALESCE(p._commit_time, w._commit_time),
    COALESCE(c._commit_time, w._commit_time)),
  w.name, 'warehouse', CAST(NULL AS STRING), UPPER(c.code), p.city, w.active, w.code, p.zip
FROM ${db}.stock_warehouse AS w
LEFT JOIN ${db}.res_partner AS p ON p.id = w.partner_id
LEFT JOIN ${db}.res_country AS c ON c.id = p.country_id
UNION ALL
SELECT
  '${system}', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, COALESCE(up._commit_time, l._commit_time)),
  l.name, 'zone',
  CASE
    WHEN up.usage IN ('internal', 'transit') THEN CAST(up.id AS STRING)
    ELSE 'warehouse/' || CAST(l.warehouse_id AS STRING)
  END,
  CAST(NULL AS STRING), CAST(NULL AS STRING), l.active, l.complete_name, CAST(NULL AS STRING)
FROM ${db}.stock_location AS l
LEFT JOIN ${db}.stock_location AS up ON up.id = l.location_id
WHERE l.usage IN ('internal', 'transit');
