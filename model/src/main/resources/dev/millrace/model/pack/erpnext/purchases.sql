INSERT INTO model.purchase_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status, ordered_at, expected_at,
  total_amount, currency, supplier_reference)
SELECT
  '${system}', o.name, o._position, o._commit_time,
  o.name, 'supplier/' || o.supplier, NULLIF(o.set_warehouse, ''),
  CASE
    WHEN o.docstatus = 2 THEN 'cancelled'
    WHEN o.docstatus = 0 THEN 'draft'
    WHEN o.status IN ('Closed', 'Completed') THEN 'closed'
    WHEN o.per_received >= 100 THEN 'received'
    WHEN o.per_received > 0 THEN 'partly_received'
    ELSE 'open'
  END,
  ${instant(o.transaction_date)}, ${instant(o.schedule_date)},
  ${amount(o.grand_total)}, o.currency, NULLIF(o.order_confirmation_no, '')
FROM ${db}.`tabPurchase Order` AS o;

-- expected_delivery_date is what the supplier confirmed, schedule_date what was asked for.
INSERT INTO model.purchase_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_received, uom,
  unit_price, currency, expected_at, status, promised_at)
SELECT
  '${system}', l.name, l._position, GREATEST(l._commit_time, o._commit_time),
  l.parent, l.idx, l.item_code, ${number(l.qty)}, ${number(l.received_qty)}, ${unit(l.uom)},
  ${number(l.rate)}, o.currency,
  COALESCE(${instant(l.expected_delivery_date)}, ${instant(l.schedule_date)}),
  CASE
    WHEN o.docstatus = 2 THEN 'cancelled'
    WHEN o.docstatus = 0 THEN 'draft'
    WHEN o.status IN ('Closed', 'Completed') THEN 'closed'
    WHEN l.received_qty >= l.qty THEN 'received'
    WHEN l.received_qty > 0 THEN 'partly_received'
    ELSE 'open'
  END,
  ${instant(l.expected_delivery_date)}
FROM ${db}.`tabPurchase Order Item` AS l
JOIN ${db}.`tabPurchase Order` AS o ON o.name = l.parent
WHERE l.parenttype = 'Purchase Order';
