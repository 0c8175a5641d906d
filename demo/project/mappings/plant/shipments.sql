-- What is on its way: to customers, from suppliers, between the plant's own sites.

-- A shipment belongs to a sales order, to a purchase order or, as a transfer, to none; hence the
-- LEFT JOINs. Its party is the order's.
INSERT INTO model.shipment (
  source_system, source_key, source_position, updated_at,
  shipment_number, direction, order_key, party_key, from_location_key, to_location_key,
  carrier, tracking_number, status,
  planned_departure_at, departed_at, planned_arrival_at, arrived_at)
SELECT
  'plant', CAST(s.id AS STRING), s._position,
  GREATEST(
    s._commit_time,
    COALESCE(so._commit_time, s._commit_time),
    COALESCE(po._commit_time, s._commit_time),
    COALESCE(c._commit_time, s._commit_time)),
  s.shipment_number, s.direction,
  CAST(COALESCE(s.sales_order_id, s.purchase_order_id) AS STRING),
  COALESCE(
    'customer/' || CAST(so.customer_id AS STRING),
    'supplier/' || CAST(po.supplier_id AS STRING)),
  CAST(s.from_location_id AS STRING), CAST(s.to_location_id AS STRING),
  c.name, s.tracking_number,
  CASE s.status WHEN 'dispatched' THEN 'in_transit' ELSE s.status END,
  s.planned_departure_at, s.departed_at, s.planned_arrival_at, s.arrived_at
FROM plant.public.shipment AS s
LEFT JOIN plant.public.sales_order AS so ON so.id = s.sales_order_id
LEFT JOIN plant.public.purchase_order AS po ON po.id = s.purchase_order_id
LEFT JOIN plant.public.carrier AS c ON c.id = s.carrier_id
WHERE s.deleted_at IS NULL;

INSERT INTO model.shipment_line (
  source_system, source_key, source_position, updated_at,
  shipment_key, line_number, order_line_key, item_key, quantity, uom)
SELECT
  'plant', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, s._commit_time, u._commit_time),
  CAST(l.shipment_id AS STRING), l.line_no,
  CAST(COALESCE(l.sales_order_line_id, l.purchase_order_line_id) AS STRING),
  CAST(l.item_id AS STRING), l.quantity, u.code
FROM plant.public.shipment_line AS l
JOIN plant.public.shipment AS s ON s.id = l.shipment_id
JOIN plant.public.unit_of_measure AS u ON u.id = l.uom_id
WHERE s.deleted_at IS NULL;
