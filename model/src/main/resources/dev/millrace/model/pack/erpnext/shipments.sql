-- Delivery notes go out, purchase receipts come in; a return goes the other way. A parcel service's
-- tracking is in a Shipment, which names its delivery notes. Without one a delivery note that is
-- submitted counts as delivered: ERPNext does not know more.
INSERT INTO model.shipment (
  source_system, source_key, source_position, updated_at,
  shipment_number, direction, order_key, party_key, from_location_key, to_location_key,
  carrier, tracking_number, status,
  planned_departure_at, departed_at, arrived_at, gross_weight_kg, incoterm)
SELECT
  '${system}', 'delivery/' || d.name, d._position,
  GREATEST(d._commit_time, COALESCE(s.newest_commit, d._commit_time)),
  d.name,
  CASE d.is_return WHEN 1 THEN 'inbound' ELSE 'outbound' END,
  o.order_key, 'customer/' || d.customer,
  CASE d.is_return WHEN 0 THEN NULLIF(d.set_warehouse, '') END,
  CASE d.is_return WHEN 1 THEN NULLIF(d.set_warehouse, '') END,
  COALESCE(s.carrier, NULLIF(d.transporter_name, '')), COALESCE(s.awb_number, NULLIF(d.lr_no, '')),
  CASE
    WHEN d.docstatus = 2 THEN 'cancelled'
    WHEN d.docstatus = 0 THEN 'planned'
    WHEN s.delivery_note IS NOT NULL AND s.tracking_status <> 'Delivered' THEN 'in_transit'
    ELSE 'delivered'
  END,
  s.pickup_at,
  CASE
    WHEN d.docstatus = 1 AND d.is_return = 0
      THEN ${instant(CAST(d.posting_date AS STRING) || ' ' || d.posting_time)}
  END,
  CASE
    WHEN d.docstatus = 1 AND d.is_return = 1
      THEN ${instant(CAST(d.posting_date AS STRING) || ' ' || d.posting_time)}
  END,
  NULLIF(${number(d.total_net_weight)}, 0), SUBSTRING(s.incoterm FROM 1 FOR 3)
FROM ${db}.`tabDelivery Note` AS d
LEFT JOIN (
  SELECT parent, MIN(against_sales_order) AS order_key
  FROM ${db}.`tabDelivery Note Item`
  WHERE parenttype = 'Delivery Note' AND against_sales_order <> ''
  GROUP BY parent
) AS o ON o.parent = d.name
LEFT JOIN (
  SELECT
    n.delivery_note,
    MAX(NULLIF(t.carrier, '')) AS carrier,
    MAX(NULLIF(t.awb_number, '')) AS awb_number,
    MIN(COALESCE(t.tracking_status, '')) AS tracking_status,
    MIN(${instant(t.pickup_date)}) AS pickup_at,
    MAX(NULLIF(t.incoterm, '')) AS incoterm,
    MAX(t._commit_time) AS newest_commit
  FROM ${db}.`tabShipment Delivery Note` AS n
  JOIN ${db}.tabShipment AS t ON t.name = n.parent
  WHERE t.docstatus = 1
  GROUP BY n.delivery_note
) AS s ON s.delivery_note = d.name
UNION ALL
SELECT
  '${system}', 'receipt/' || r.name, r._position, r._commit_time,
  r.name,
  CASE r.is_return WHEN 1 THEN 'outbound' ELSE 'inbound' END,
  o.order_key, 'supplier/' || r.supplier,
  CASE r.is_return WHEN 1 THEN NULLIF(r.set_warehouse, '') END,
  CASE r.is_return WHEN 0 THEN NULLIF(r.set_warehouse, '') END,
  NULLIF(r.transporter_name, ''), NULLIF(r.lr_no, ''),
  CASE r.docstatus WHEN 2 THEN 'cancelled' WHEN 0 THEN 'planned' ELSE 'delivered' END,
  CAST(NULL AS TIMESTAMP_LTZ(6)),
  CASE
    WHEN r.docstatus = 1 AND r.is_return = 1
      THEN ${instant(CAST(r.posting_date AS STRING) || ' ' || r.posting_time)}
  END,
  CASE
    WHEN r.docstatus = 1 AND r.is_return = 0
      THEN ${instant(CAST(r.posting_date AS STRING) || ' ' || r.posting_time)}
  END,
  NULLIF(${number(r.total_net_weight)}, 0), CAST(NULL AS STRING)
FROM ${db}.`tabPurchase Receipt` AS r
LEFT JOIN (
  SELECT parent, MIN(purchase_order) AS order_key
  FROM ${db}.`tabPurchase Receipt Item`
  WHERE parenttype = 'Purchase Receipt' AND purchase_order <> ''
  GROUP BY parent
) AS o ON o.parent = r.name;

-- What is returned is written as a negative quantity.
INSERT INTO model.shipment_line (
  source_system, source_key, source_position, updated_at,
  shipment_key, line_number, order_line_key, item_key, quantity, uom)
SELECT
  '${system}', 'delivery/' || l.name, l._position, l._commit_time,
  'delivery/' || l.parent, l.idx, NULLIF(l.so_detail, ''), l.item_code,
  ABS(${number(l.qty)}), ${unit(l.uom)}
FROM ${db}.`tabDelivery Note Item` AS l
WHERE l.parenttype = 'Delivery Note' AND l.docstatus < 2
UNION ALL
SELECT
  '${system}', 'receipt/' || l.name, l._position, l._commit_time,
  'receipt/' || l.parent, l.idx, NULLIF(l.purchase_order_item, ''), l.item_code,
  ABS(${number(l.qty)}), ${unit(l.uom)}
FROM ${db}.`tabPurchase Receipt Item` AS l
WHERE l.parenttype = 'Purchase Receipt' AND l.docstatus < 2;
