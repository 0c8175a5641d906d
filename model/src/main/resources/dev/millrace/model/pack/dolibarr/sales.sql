-- fk_statut: -1 cancelled, 0 draft, 1 validated, 2 being shipped, 3 delivered.
INSERT INTO model.sales_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status, ordered_at, requested_at,
  total_amount, currency, customer_reference)
SELECT
  '${system}', CAST(o.rowid AS STRING), o._position, o._commit_time,
  o.`ref`, CAST(o.fk_soc AS STRING), ${sale_warehouse},
  CASE
    WHEN o.fk_statut = -1 THEN 'cancelled'
    WHEN o.fk_statut = 0 THEN 'draft'
    WHEN o.fk_statut = 1 THEN 'open'
    WHEN o.fk_statut = 2 THEN 'partly_shipped'
    WHEN o.fk_statut = 3 AND o.facture = 1 THEN 'closed'
    WHEN o.fk_statut = 3 THEN 'shipped'
  END,
  ${instant(o.date_commande)}, ${instant(o.date_livraison)},
  ${amount(o.total_ttc)}, money.currency, NULLIF(o.ref_client, '')
FROM ${db}.llx_commande AS o
${join_currency};

-- Lines of type 9 are titles and subtotals. What has left is on the lines of shipments that are no
-- drafts.
INSERT INTO model.sales_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom,
  unit_price, currency, requested_at, status)
SELECT
  '${system}', CAST(l.rowid AS STRING), l._position,
  GREATEST(l._commit_time, o._commit_time, COALESCE(s.newest_commit, l._commit_time)),
  CAST(l.fk_commande AS STRING), COALESCE(NULLIF(l.rang, 0), l.rowid),
  CAST(l.fk_product AS STRING), ${number(l.qty)}, ${number(COALESCE(s.qty, 0))}, ${unit_of_line},
  ${number(l.subprice * (100 - COALESCE(l.remise_percent, 0)) / 100)}, money.currency,
  ${instant(o.date_livraison)},
  CASE
    WHEN o.fk_statut = -1 THEN 'cancelled'
    WHEN o.fk_statut = 0 THEN 'draft'
    WHEN o.fk_statut = 3 AND o.facture = 1 THEN 'closed'
    WHEN COALESCE(s.qty, 0) >= l.qty THEN 'shipped'
    WHEN s.qty > 0 THEN 'partly_shipped'
    ELSE 'open'
  END
FROM ${db}.llx_commandedet AS l
JOIN ${db}.llx_commande AS o ON o.rowid = l.fk_commande
LEFT JOIN ${db}.llx_product AS p ON p.rowid = l.fk_product
LEFT JOIN (
  SELECT ${shipped_line} AS line, SUM(d.qty) AS qty, MAX(d._commit_time) AS newest_commit
  FROM ${db}.llx_expeditiondet AS d
  JOIN ${db}.llx_expedition AS x ON x.rowid = d.fk_expedition
  WHERE x.fk_statut > 0
  GROUP BY ${shipped_line}
) AS s ON s.line = l.rowid
${join_unit_of_line}
${join_currency}
WHERE l.product_type IN (0, 1);
