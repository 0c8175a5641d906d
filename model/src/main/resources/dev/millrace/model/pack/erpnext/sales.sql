INSERT INTO model.sales_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status, ordered_at, requested_at,
  total_amount, currency, customer_reference)
SELECT
  '${system}', o.name, o._position, o._commit_time,
  o.name, 'customer/' || o.customer, NULLIF(o.set_warehouse, ''),
  CASE
    WHEN o.docstatus = 2 THEN 'cancelled'
    WHEN o.docstatus = 0 THEN 'draft'
    WHEN o.status IN ('Closed', 'Completed') THEN 'closed'
    WHEN o.per_delivered >= 100 THEN 'shipped'
    WHEN o.per_delivered > 0 THEN 'partly_shipped'
    ELSE 'open'
  END,
  ${instant(o.transaction_date)}, ${instant(o.delivery_date)},
  ${amount(o.grand_total)}, o.currency, NULLIF(o.po_no, '')
FROM ${db}.`tabSales Order` AS o;

INSERT INTO model.sales_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom,
  unit_price, currency, requested_at, status)
SELECT
  '${system}', l.name, l._position, GREATEST(l._commit_time, o._commit_time),
  l.parent, l.idx, l.item_code, ${number(l.qty)}, ${number(l.delivered_qty)}, ${unit(l.uom)},
  ${number(l.rate)}, o.currency,
  COALESCE(${instant(l.delivery_date)}, ${instant(o.delivery_date)}),
  CASE
    WHEN o.docstatus = 2 THEN 'cancelled'
    WHEN o.docstatus = 0 THEN 'draft'
    WHEN o.status IN ('Closed', 'Completed') THEN 'closed'
    WHEN l.delivered_qty >= l.qty THEN 'shipped'
    WHEN l.delivered_qty > 0 THEN 'partly_shipped'
    ELSE 'open'
  END
FROM ${db}.`tabSales Order Item` AS l
JOIN ${db}.`tabSales Order` AS o ON o.name = l.parent
WHERE l.parenttype = 'Sales Order';
