-- Transfers: receipts, deliveries, and moves within the company. Odoo does not know when a delivery
-- arrives at the customer: one that is done counts as delivered, as it does in the order's lines.
INSERT INTO model.shipment (
  source_system, source_key, source_position, updated_at,
  shipment_number, direction, order_key, party_key, from_location_key, to_location_key,
  carrier, tracking_number, status,
  planned_departure_at, departed_at, planned_arrival_at, arrived_at)
SELECT
  '${system}', CAST(p.id AS STRING), p._position,
  GREATEST(p._commit_time, k._commit_time),
  p.name,
  CASE k.code WHEN 'outgoing' THEN 'outbound' WHEN 'incoming' THEN 'inbound' ELSE 'transfer' END,
  CAST(
    CASE k.code WHEN 'outgoing' THEN ${shipment_sale} WHEN 'incoming' THEN ${shipment_purchase} END
    AS STRING),
  CAST(p.partner_id AS STRING),
  CASE WHEN k.code <> 'incoming' THEN CAST(p.location_id AS STRING) END,
  CASE WHEN k.code <> 'outgoing' THEN CAST(p.location_dest_id AS STRING) END,
  ${carrier}, ${tracking_number},
  CASE p.state WHEN 'done' THEN 'delivered' WHEN 'cancel' THEN 'cancelled' ELSE 'planned' END,
  CASE WHEN k.code <> 'incoming' THEN ${instant(p.scheduled_date)} END,
  CASE WHEN k.code <> 'incoming' THEN ${instant(p.date_done)} END,
  CASE WHEN k.code = 'outgoing' THEN ${instant(p.date_deadline)} ELSE ${instant(p.scheduled_date)} END,
  CASE WHEN k.code <> 'outgoing' THEN ${instant(p.date_done)} END
FROM ${db}.stock_picking AS p
JOIN ${db}.stock_picking_type AS k ON k.id = p.picking_type_id
${join_shipment_purchase}
${join_carrier}
WHERE k.code IN ('incoming', 'outgoing', 'internal');

INSERT INTO model.shipment_line (
  source_system, source_key, source_position, updated_at,
  shipment_key, line_number, order_line_key, item_key, quantity, uom)
SELECT
  '${system}', CAST(m.id AS STRING), m._position, GREATEST(m._commit_time, u._commit_time),
  CAST(m.picking_id AS STRING), m.id,
  CAST(COALESCE(${shipped_sale_line}, ${shipped_purchase_line}) AS STRING),
  CAST(m.product_id AS STRING), ${number(${shipped})}, ${unit(u.name)}
FROM ${db}.stock_move AS m
JOIN ${db}.uom_uom AS u ON u.id = ${shipped_unit}
WHERE m.picking_id IS NOT NULL AND m.state <> 'cancel';
