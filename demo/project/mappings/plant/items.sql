-- What the plant buys, makes and sells, and what it is made of.

INSERT INTO model.item (
  source_system, source_key, source_position, updated_at,
  item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin,
  lead_time_days, safety_stock, active)
SELECT
  'plant', CAST(i.id AS STRING), i._position, GREATEST(i._commit_time, u._commit_time),
  i.code, i.name,
  CASE i.kind WHEN 'raw_material' THEN 'raw' WHEN 'finished_good' THEN 'finished' ELSE 'component' END,
  u.code, i.standard_cost, i.currency, i.gross_weight_kg, i.gtin,
  i.lead_time_days, i.safety_stock, i.is_active
FROM plant.public.item AS i
JOIN plant.public.unit_of_measure AS u ON u.id = i.base_uom_id
WHERE i.deleted_at IS NULL;

INSERT INTO model.item_supplier (
  source_system, source_key, source_position, updated_at,
  item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,
  lead_time_days, preferred)
SELECT
  'plant', CAST(s.id AS STRING), s._position, s._commit_time,
  CAST(s.item_id AS STRING),
  'supplier/' || CAST(s.supplier_id AS STRING),  -- as parties.sql makes the key
  s.supplier_item_code, s.unit_price, s.currency, s.min_order_quantity,
  s.lead_time_days, s.is_preferred
FROM plant.public.item_supplier AS s
WHERE s.deleted_at IS NULL;

INSERT INTO model.bom (
  source_system, source_key, source_position, updated_at,
  item_key, name, quantity, uom, active)
SELECT
  'plant', CAST(b.id AS STRING), b._position,
  GREATEST(b._commit_time, i._commit_time, u._commit_time),
  CAST(b.item_id AS STRING), b.name, b.quantity, u.code, b.is_active
FROM plant.public.bom AS b
JOIN plant.public.item AS i ON i.id = b.item_id
JOIN plant.public.unit_of_measure AS u ON u.id = i.base_uom_id
WHERE b.deleted_at IS NULL;

INSERT INTO model.bom_line (
  source_system, source_key, source_position, updated_at,
  bom_key, line_number, item_key, quantity, uom, scrap_percent)
SELECT
  'plant', CAST(l.id AS STRING), l._position, GREATEST(l._commit_time, u._commit_time),
  CAST(l.bom_id AS STRING), l.line_no, CAST(l.component_id AS STRING),
  l.quantity, u.code, l.scrap_percent
FROM plant.public.bom_line AS l
JOIN plant.public.unit_of_measure AS u ON u.id = l.uom_id
WHERE l.deleted_at IS NULL;
