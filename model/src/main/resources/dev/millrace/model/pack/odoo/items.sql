-- An item of the model is a variant (product_product); what its variants share is in the template.
INSERT INTO model.item (
  source_system, source_key, source_position, updated_at,
  item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, active,
  item_group, volume_m3)
SELECT
  '${system}', CAST(v.id AS STRING), v._position,
  GREATEST(v._commit_time, t._commit_time, b._commit_time),
  COALESCE(v.default_code, t.default_code), ${text(t.name)},
  CASE
    WHEN t.type = 'service' THEN 'service'
    WHEN ${is_made} AND t.sale_ok THEN 'finished'
    WHEN ${is_made} THEN 'component'
    WHEN t.sale_ok AND t.purchase_ok THEN 'trading'
    WHEN t.purchase_ok THEN 'raw'
    WHEN t.sale_ok THEN 'finished'
  END,
  ${unit(b.name)},
  ${unit_cost}, money.name,
  NULLIF(${number(v.weight)}, 0),  -- 0 is not known; in kilograms unless Odoo is set to pounds
  CASE WHEN REGEXP(v.barcode, '^([0-9]{8}|[0-9]{12,14})$') THEN v.barcode END,
  v.active AND t.active,
  g.complete_name,
  NULLIF(${number(v.volume)}, 0)
FROM ${db}.product_product AS v
JOIN ${db}.product_template AS t ON t.id = v.product_tmpl_id
JOIN ${db}.uom_uom AS b ON b.id = t.uom_id
LEFT JOIN ${db}.product_category AS g ON g.id = t.categ_id
LEFT JOIN ${db}.res_company AS company ON company.id = COALESCE(t.company_id, 1)
LEFT JOIN ${db}.res_currency AS money ON money.id = company.currency_id
${join_made}
${join_unit_cost};

-- Packagings, up to release 18.
INSERT INTO model.item_uom (
  source_system, source_key, source_position, updated_at,
  item_key, uom, quantity_in_base, gtin, for_purchasing, for_sales)
SELECT
  '${system}', 'packaging/' || CAST(p.id AS STRING), p._position, p._commit_time,
  CAST(p.product_id AS STRING), LOWER(p.name), TRY_CAST(p.qty AS DECIMAL(24, 12)),
  CASE WHEN REGEXP(p.barcode, '^([0-9]{8}|[0-9]{12,14})$') THEN p.barcode END,
  p.purchase, p.sales
FROM ${db}.product_packaging AS p
WHERE p.product_id IS NOT NULL;

-- Units with a barcode of their own, from release 19 on.
INSERT INTO model.item_uom (
  source_system, source_key, source_position, updated_at,
  item_key, uom, quantity_in_base, gtin)
SELECT
  '${system}', 'uom/' || CAST(p.id AS STRING), p._position,
  GREATEST(p._commit_time, u._commit_time, b._commit_time),
  CAST(p.product_id AS STRING), ${unit(u.name)}, CAST(${base_per_unit} AS DECIMAL(24, 12)),
  CASE WHEN REGEXP(p.barcode, '^([0-9]{8}|[0-9]{12,14})$') THEN p.barcode END
FROM ${db}.product_uom AS p
JOIN ${db}.uom_uom AS u ON u.id = p.uom_id
JOIN ${db}.product_product AS v ON v.id = p.product_id
JOIN ${db}.product_template AS t ON t.id = v.product_tmpl_id
JOIN ${db}.uom_uom AS b ON b.id = t.uom_id;

-- An offer is for one variant or for all of a template; it then becomes a row for each of them.
-- Price and least quantity are in the unit one buys in; the model has them in the item's own.
INSERT INTO model.item_supplier (
  source_system, source_key, source_position, updated_at,
  item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,
  lead_time_days, preferred)
SELECT
  '${system}', CAST(s.id AS STRING) || '/' || CAST(v.id AS STRING), s._position,
  GREATEST(s._commit_time, t._commit_time, u._commit_time, b._commit_time),
  CAST(v.id AS STRING), CAST(s.partner_id AS STRING), s.product_code,
  CAST(CAST(s.price AS DOUBLE) / (${base_per_unit}) AS DECIMAL(18, 6)), money.name,
  CAST(CAST(s.min_qty AS DOUBLE) * ${base_per_unit} AS DECIMAL(18, 6)),
  s.delay, s.sequence = 1
FROM ${db}.product_supplierinfo AS s
JOIN ${db}.product_product AS v
  ON v.product_tmpl_id = s.product_tmpl_id AND v.id = COALESCE(s.product_id, v.id)
JOIN ${db}.product_template AS t ON t.id = v.product_tmpl_id
JOIN ${db}.uom_uom AS u ON u.id = ${supplier_unit}
JOIN ${db}.uom_uom AS b ON b.id = t.uom_id
LEFT JOIN ${db}.res_currency AS money ON money.id = s.currency_id;
