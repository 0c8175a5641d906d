-- finished tells the nature of a product: 0 is raw, 1 is made.
INSERT INTO model.item (
  source_system, source_key, source_position, updated_at,
  item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin,
  safety_stock, active)
SELECT
  '${system}', CAST(p.rowid AS STRING), p._position, p._commit_time,
  p.`ref`, ${plain(p.label)},
  CASE
    WHEN p.fk_product_type = 1 THEN 'service'
    WHEN p.finished = 1 AND p.tosell = 1 THEN 'finished'
    WHEN p.finished = 1 THEN 'component'
    WHEN p.finished = 0 AND p.tosell = 0 THEN 'raw'
    WHEN p.tosell = 1 AND p.tobuy = 1 THEN 'trading'
    WHEN p.tobuy = 1 THEN 'raw'
    WHEN p.tosell = 1 THEN 'finished'
  END,
  ${unit_of_item},
  ${number(${unit_cost})}, money.currency,
  NULLIF(${kilograms(p.)}, 0),
  CASE WHEN REGEXP(p.barcode, '^([0-9]{8}|[0-9]{12,14})$') THEN p.barcode END,
  ${number(p.seuil_stock_alerte)}, p.tosell = 1 OR p.tobuy = 1
FROM ${db}.llx_product AS p
${join_unit}
${join_currency};

-- Prices of suppliers, for a quantity from which they hold.
INSERT INTO model.item_supplier (
  source_system, source_key, source_position, updated_at,
  item_key, party_key, supplier_item_code, unit_price, currency, min_quantity, lead_time_days)
SELECT
  '${system}', CAST(s.rowid AS STRING), s._position, s._commit_time,
  CAST(s.fk_product AS STRING), CAST(s.fk_soc AS STRING), NULLIF(s.ref_fourn, ''),
  ${number(s.unitprice * (100 - COALESCE(s.remise_percent, 0)) / 100)}, money.currency,
  ${number(s.quantity)}, s.delivery_time_days
FROM ${db}.llx_product_fournisseur_price AS s
${join_currency}
WHERE s.fk_product IS NOT NULL;
