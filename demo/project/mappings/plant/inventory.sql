-- What lies where. This ERP keeps balances; a balance says nothing about its unit, the item does.

INSERT INTO model.inventory_balance (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity_on_hand, quantity_reserved, uom)
SELECT
  'plant', CAST(s.id AS STRING), s._position,
  GREATEST(s._commit_time, i._commit_time, u._commit_time),
  CAST(s.item_id AS STRING), CAST(s.location_id AS STRING),
  s.quantity_on_hand, s.quantity_reserved, u.code
FROM plant.public.stock AS s
JOIN plant.public.item AS i ON i.id = s.item_id
JOIN plant.public.unit_of_measure AS u ON u.id = i.base_uom_id;

INSERT INTO model.inventory_movement (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity, kind, reference, occurred_at)
SELECT
  'plant', CAST(m.id AS STRING), m._position, m._commit_time,
  CAST(m.item_id AS STRING), CAST(m.location_id AS STRING),
  m.quantity,  -- signed already: what leaves is negative
  CASE m.kind
    WHEN 'goods_receipt' THEN 'receipt'
    WHEN 'goods_issue' THEN 'issue'
    WHEN 'cycle_count' THEN 'count'
    ELSE m.kind
  END,
  m.reference, m.occurred_at
FROM plant.public.stock_movement AS m;
