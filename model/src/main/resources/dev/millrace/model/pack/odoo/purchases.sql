INSERT INTO model.purchase_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status, ordered_at, expected_at,
  total_amount, currency, supplier_reference)
SELECT
  '${system}', CAST(o.id AS STRING), o._position, o._commit_time,
  o.name, CAST(o.partner_id AS STRING), ${purchase_warehouse},
  CASE
    WHEN o.state = 'cancel' THEN 'cancelled'
    WHEN o.state IN ('draft', 'sent', 'to approve') THEN 'draft'
    WHEN ${purchase_receipt} = 'full' AND o.invoice_status = 'invoiced' THEN 'closed'
    WHEN ${purchase_receipt} = 'full' THEN 'received'
    WHEN ${purchase_receipt} = 'partial' THEN 'partly_received'
    ELSE 'open'
  END,
  ${instant(COALESCE(o.date_approve, o.date_order))}, ${instant(o.date_planned)},
  ${amount(o.amount_total)}, money.name, o.partner_ref
FROM ${db}.purchase_order AS o
LEFT JOIN ${db}.res_currency AS money ON money.id = o.currency_id
${join_purchase_warehouse};

INSERT INTO model.purchase_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_received, uom,
  unit_price, currency, expected_at, status)
SELECT
  '${system}', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, COALESCE(u._commit_time, l._commit_time)),
  CAST(l.order_id AS STRING), l.id, CAST(l.product_id AS STRING),
  ${number(l.product_qty)}, ${number(l.qty_received)}, ${unit(u.name)},
  ${number(l.price_unit)}, money.name,
  ${instant(l.date_planned)},
  CASE
    WHEN o.state = 'cancel' THEN 'cancelled'
    WHEN o.state IN ('draft', 'sent', 'to approve') THEN 'draft'
    WHEN ${number(l.qty_received)} >= ${number(l.product_qty)} THEN 'received'
    WHEN ${number(l.qty_received)} > 0 THEN 'partly_received'
    ELSE 'open'
  END
FROM ${db}.purchase_order_line AS l
JOIN ${db}.purchase_order AS o ON o.id = l.order_id
LEFT JOIN ${db}.uom_uom AS u ON u.id = ${purchase_unit}
LEFT JOIN ${db}.res_currency AS money ON money.id = o.currency_id
WHERE l.display_type IS NULL;
