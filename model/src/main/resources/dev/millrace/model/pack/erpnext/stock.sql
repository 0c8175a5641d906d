INSERT INTO model.inventory_balance (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity_on_hand, quantity_reserved, uom)
SELECT
  '${system}', b.name, b._position, b._commit_time,
  b.item_code, b.warehouse, ${number(b.actual_qty)}, ${number(b.reserved_qty)},
  ${unit(b.stock_uom)}
FROM ${db}.tabBin AS b;

-- The ledger. A cancelled document marks its bookings and adds ones that take them back, marked too.
INSERT INTO model.inventory_movement (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity, kind, reference, occurred_at, lot_number)
SELECT
  '${system}', l.name, l._position, GREATEST(l._commit_time, COALESCE(e._commit_time, l._commit_time)),
  l.item_code, l.warehouse, ${number(l.actual_qty)},
  CASE
    WHEN l.voucher_type = 'Stock Reconciliation' THEN 'count'
    WHEN e.purpose IN ('Material Transfer', 'Material Transfer for Manufacture') THEN 'transfer'
    WHEN l.actual_qty < 0 THEN 'issue'
    ELSE 'receipt'
  END,
  l.voucher_no,
  ${instant(CAST(l.posting_date AS STRING) || ' ' || l.posting_time)},
  NULLIF(l.batch_no, '')
FROM ${db}.`tabStock Ledger Entry` AS l
LEFT JOIN ${db}.`tabStock Entry` AS e ON e.name = l.voucher_no
WHERE l.is_cancelled = 0;
