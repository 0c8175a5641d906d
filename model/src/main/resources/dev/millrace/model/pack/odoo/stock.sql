-- What lies where: Odoo keeps it by item, place, lot, package and owner (a quant each). What the
-- users see as the quantity on hand is their sum, which no table holds.
INSERT INTO model.inventory_balance (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity_on_hand, quantity_reserved, uom, lot_number)
SELECT
  '${system}', CAST(q.id AS STRING), q._position,
  GREATEST(q._commit_time, l._commit_time, b._commit_time),
  CAST(q.product_id AS STRING), CAST(q.location_id AS STRING),
  ${number(q.quantity)}, ${number(q.reserved_quantity)}, ${unit(b.name)}, lot.name
FROM ${db}.stock_quant AS q
JOIN ${db}.stock_location AS l ON l.id = q.location_id
JOIN ${db}.product_product AS v ON v.id = q.product_id
JOIN ${db}.product_template AS t ON t.id = v.product_tmpl_id
JOIN ${db}.uom_uom AS b ON b.id = t.uom_id
LEFT JOIN ${db}.stock_lot AS lot ON lot.id = q.lot_id
WHERE l.usage IN ('internal', 'transit');

-- A move of Odoo takes from one place and puts to another: each of the two that is a real place is
-- a booking of the model.
INSERT INTO model.inventory_movement (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity, kind, reference, occurred_at, lot_number)
SELECT
  '${system}', CAST(l.id AS STRING) || '/' || side.way, l._position,
  GREATEST(l._commit_time, m._commit_time, here._commit_time, there._commit_time),
  CAST(l.product_id AS STRING), CAST(here.id AS STRING),
  CASE side.way WHEN 'out' THEN -${moved} ELSE ${moved} END,
  CASE
    WHEN there.usage IN ('internal', 'transit') THEN 'transfer'
    WHEN m.is_inventory THEN 'count'
    WHEN there.usage = 'inventory' THEN 'adjustment'  -- scrapped
    WHEN side.way = 'out' THEN 'issue'
    ELSE 'receipt'
  END,
  l.reference, ${instant(l.`date`)}, lot.name
FROM ${db}.stock_move_line AS l
CROSS JOIN UNNEST(ARRAY['out', 'in']) AS side (way)
JOIN ${db}.stock_move AS m ON m.id = l.move_id
JOIN ${db}.stock_location AS here
  ON here.id = CASE side.way WHEN 'out' THEN l.location_id ELSE l.location_dest_id END
JOIN ${db}.stock_location AS there
  ON there.id = CASE side.way WHEN 'out' THEN l.location_dest_id ELSE l.location_id END
LEFT JOIN ${db}.stock_lot AS lot ON lot.id = l.lot_id
${join_moved}
WHERE l.state = 'done' AND here.usage IN ('internal', 'transit');
