INSERT INTO model.sales_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status, ordered_at, promised_at,
  total_amount, currency, customer_reference, ship_to_party_key)
SELECT
  '${system}', CAST(o.id AS STRING), o._position, o._commit_time,
  o.name, CAST(o.partner_id AS STRING), ${sale_warehouse},
  CASE
    WHEN o.state = 'cancel' THEN 'cancelled'
    WHEN o.state IN ('draft', 'sent') THEN 'draft'
    WHEN ${sale_delivery} = 'full' AND o.invoice_status = 'invoiced' THEN 'closed'
    WHEN ${sale_delivery} = 'full' THEN 'shipped'
    WHEN ${sale_delivery} IN ('started', 'partial') THEN 'partly_shipped'
    ELSE 'open'
  END,
  ${instant(o.date_order)}, ${instant(o.commitment_date)},
  ${amount(o.amount_total)}, money.name, o.client_order_ref, CAST(o.partner_shipping_id AS STRING)
FROM ${db}.sale_order AS o
LEFT JOIN ${db}.res_currency AS money ON money.id = o.currency_id;

-- Sections and notes are lines too; they hold no item. Lines are numbered by their id: Odoo's
-- sequence is not unique.
INSERT INTO model.sales_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom,
  unit_price, currency, status, promised_at)
SELECT
  '${system}', CAST(l.id AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, COALESCE(u._commit_time, l._commit_time)),
  CAST(l.order_id AS STRING), l.id, CAST(l.product_id AS STRING),
  ${number(l.product_uom_qty)}, ${number(l.qty_delivered)}, ${unit(u.name)},
  CAST(
    CAST(l.price_unit AS DOUBLE) * (100 - COALESCE(CAST(l.discount AS DOUBLE), 0)) / 100
    AS DECIMAL(18, 6)),  -- what the customer pays
  money.name,
  CASE
    WHEN o.state = 'cancel' THEN 'cancelled'
    WHEN o.state IN ('draft', 'sent') THEN 'draft'
    WHEN ${number(l.qty_delivered)} >= ${number(l.product_uom_qty)} THEN 'shipped'
    WHEN ${number(l.qty_delivered)} > 0 THEN 'partly_shipped'
    ELSE 'open'
  END,
  COALESCE(
    ${instant(o.commitment_date)},
    TIMESTAMPADD(DAY, CAST(COALESCE(l.customer_lead, 0) AS INT), ${instant(o.date_order)}))
FROM ${db}.sale_order_line AS l
JOIN ${db}.sale_order AS o ON o.id = l.order_id
LEFT JOIN ${db}.uom_uom AS u ON u.id = ${sale_unit}
LEFT JOIN ${db}.res_currency AS money ON money.id = o.currency_id
WHERE l.display_type IS NULL;
