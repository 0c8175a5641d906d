-- fk_statut: 0 draft, 1 validated, 2 approved, 3 ordered, 4 partly received, 5 received,
-- 6 and 7 cancelled, 9 refused.
INSERT INTO model.purchase_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, status, ordered_at, expected_at,
  total_amount, currency, supplier_reference)
SELECT
  '${system}', CAST(o.rowid AS STRING), o._position, o._commit_time,
  o.`ref`, CAST(o.fk_soc AS STRING),
  CASE
    WHEN o.fk_statut IN (0, 1, 2) THEN 'draft'
    WHEN o.fk_statut = 3 THEN 'open'
    WHEN o.fk_statut = 4 THEN 'partly_received'
    WHEN o.fk_statut = 5 AND o.billed = 1 THEN 'closed'
    WHEN o.fk_statut = 5 THEN 'received'
    ELSE 'cancelled'
  END,
  ${instant(o.date_commande)}, ${instant(o.date_livraison)},
  ${amount(o.total_ttc)}, money.currency, NULLIF(o.ref_supplier, '')
FROM ${db}.llx_commande_fournisseur AS o
${join_currency};

INSERT INTO model.purchase_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_received, uom,
  unit_price, currency, expected_at, status)
SELECT
  '${system}', CAST(l.rowid AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, COALESCE(r.newest_commit, l._commit_time)),
  CAST(l.fk_commande AS STRING), COALESCE(NULLIF(l.rang, 0), l.rowid),
  CAST(l.fk_product AS STRING), ${number(l.qty)}, ${number(COALESCE(r.qty, 0))}, ${unit_of_line},
  ${number(l.subprice * (100 - COALESCE(l.remise_percent, 0)) / 100)}, money.currency,
  ${instant(o.date_livraison)},
  CASE
    WHEN o.fk_statut IN (0, 1, 2) THEN 'draft'
    WHEN o.fk_statut > 5 THEN 'cancelled'
    WHEN o.fk_statut = 5 AND o.billed = 1 THEN 'closed'
    WHEN COALESCE(r.qty, 0) >= l.qty THEN 'received'
    WHEN r.qty > 0 THEN 'partly_received'
    ELSE 'open'
  END
FROM ${db}.llx_commande_fournisseurdet AS l
JOIN ${db}.llx_commande_fournisseur AS o ON o.rowid = l.fk_commande
LEFT JOIN ${db}.llx_product AS p ON p.rowid = l.fk_product
LEFT JOIN (
  SELECT line, SUM(qty) AS qty, MAX(_commit_time) AS newest_commit
  FROM (
    ${received}
  )
  GROUP BY line
) AS r ON r.line = l.rowid
${join_unit_of_line}
${join_currency}
WHERE l.product_type IN (0, 1);
