-- Sales and purchase orders.

INSERT INTO model.sales_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status,
  ordered_at, requested_at, promised_at, total_amount, currency)
SELECT
  'plant', CAST(o.id AS STRING), o._position, o._commit_time,
  o.order_number, 'customer/' || CAST(o.customer_id AS STRING), CAST(o.site_id AS STRING),
  CASE o.status
    WHEN 'confirmed' THEN 'open'
    WHEN 'partially_shipped' THEN 'partly_shipped'
    ELSE o.status
  END,
  o.ordered_at, o.requested_at, o.promised_at, o.total_amount, o.currency
FROM plant.public.sales_order AS o
WHERE o.deleted_at IS NULL;

-- A deleted order takes its lines along: the join drops them, though only the order is marked.
INSERT INTO model.sales_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom,
  unit_price, currency, requested_at, status)
SELECT
  'plant', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, u._commit_time),
  CAST(l.sales_order_id AS STRING), l.line_no, CAST(l.item_id AS STRING),
  l.quantity_ordered, l.quantity_shipped, u.code,
  l.unit_price, o.currency, l.requested_at,
  CASE l.status
    WHEN 'confirmed' THEN 'open'
    WHEN 'partially_shipped' THEN 'partly_shipped'
    ELSE l.status
  END
FROM plant.public.sales_order_line AS l
JOIN plant.public.sales_order AS o ON o.id = l.sales_order_id
JOIN plant.public.unit_of_measure AS u ON u.id = l.uom_id
WHERE l.deleted_at IS NULL AND o.deleted_at IS NULL;

INSERT INTO model.purchase_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status,
  ordered_at, expected_at, total_amount, currency)
SELECT
  'plant', CAST(o.id AS STRING), o._position, o._commit_time,
  o.order_number, 'supplier/' || CAST(o.supplier_id AS STRING), CAST(o.site_id AS STRING),
  CASE o.status
    WHEN 'released' THEN 'open'
    WHEN 'partially_received' THEN 'partly_received'
    ELSE o.status
  END,
  o.ordered_at, o.expected_at, o.total_amount, o.currency
FROM plant.public.purchase_order AS o
WHERE o.deleted_at IS NULL;

INSERT INTO model.purchase_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_received, uom,
  unit_price, currency, expected_at, status)
SELECT
  'plant', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, u._commit_time),
  CAST(l.purchase_order_id AS STRING), l.line_no, CAST(l.item_id AS STRING),
  l.quantity_ordered, l.quantity_received, u.code,
  l.unit_price, o.currency, l.expected_at,
  CASE l.status
    WHEN 'released' THEN 'open'
    WHEN 'partially_received' THEN 'partly_received'
    ELSE l.status
  END
FROM plant.public.purchase_order_line AS l
JOIN plant.public.purchase_order AS o ON o.id = l.purchase_order_id
JOIN plant.public.unit_of_measure AS u ON u.id = l.uom_id
WHERE l.deleted_at IS NULL AND o.deleted_at IS NULL;
