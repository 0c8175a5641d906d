-- Costs are in the company's currency; with companies of several currencies it is not known which.
INSERT INTO model.item (
  source_system, source_key, source_position, updated_at,
  item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin,
  lead_time_days, safety_stock, active, item_group)
SELECT
  '${system}', i.name, i._position,
  GREATEST(i._commit_time, COALESCE(b.newest_commit, i._commit_time)),
  i.item_code,
  COALESCE(NULLIF(${plain(i.item_name)}, ''), ${plain(i.description)}),
  CASE
    WHEN i.is_stock_item = 0 AND i.is_fixed_asset = 0 THEN 'service'
    WHEN NULLIF(i.default_bom, '') IS NOT NULL AND i.is_sales_item = 1 THEN 'finished'
    WHEN NULLIF(i.default_bom, '') IS NOT NULL THEN 'component'
    WHEN i.is_sales_item = 1 AND i.is_purchase_item = 1 THEN 'trading'
    WHEN i.is_purchase_item = 1 THEN 'raw'
    WHEN i.is_sales_item = 1 THEN 'finished'
  END,
  ${unit(i.stock_uom)},
  NULLIF(${number(i.valuation_rate)}, 0), c.currency,
  NULLIF(
    CASE LOWER(i.weight_uom)
      WHEN 'kg' THEN ${number(i.weight_per_unit)}
      WHEN 'gram' THEN CAST(i.weight_per_unit / 1000 AS DECIMAL(18, 6))
    END,
    0),
  b.gtin, i.lead_time_days, ${number(i.safety_stock)}, i.disabled = 0, i.item_group
FROM ${db}.tabItem AS i
LEFT JOIN (
  SELECT parent, MIN(barcode) AS gtin, MAX(_commit_time) AS newest_commit
  FROM ${db}.`tabItem Barcode`
  WHERE parenttype = 'Item' AND REGEXP(barcode, '^([0-9]{8}|[0-9]{12,14})$')
  GROUP BY parent
) AS b ON b.parent = i.name
LEFT JOIN (
  SELECT
    CASE WHEN MIN(default_currency) = MAX(default_currency) THEN MIN(default_currency) END
      AS currency
  FROM ${db}.tabCompany
) AS c ON TRUE;

INSERT INTO model.item_uom (
  source_system, source_key, source_position, updated_at,
  item_key, uom, quantity_in_base, for_purchasing, for_sales)
SELECT
  '${system}', u.name, u._position, GREATEST(u._commit_time, i._commit_time),
  u.parent, ${unit(u.uom)}, CAST(u.conversion_factor AS DECIMAL(24, 12)),
  u.uom = COALESCE(NULLIF(i.purchase_uom, ''), i.stock_uom),
  u.uom = COALESCE(NULLIF(i.sales_uom, ''), i.stock_uom)
FROM ${db}.`tabUOM Conversion Detail` AS u
JOIN ${db}.tabItem AS i ON i.name = u.parent
WHERE u.parenttype = 'Item' AND u.uom <> i.stock_uom;

-- The price is the lowest buying price of the supplier in the item's own unit.
INSERT INTO model.item_supplier (
  source_system, source_key, source_position, updated_at,
  item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,
  lead_time_days, preferred)
SELECT
  '${system}', s.name, s._position,
  GREATEST(s._commit_time, i._commit_time, COALESCE(p.newest_commit, s._commit_time)),
  s.parent, 'supplier/' || s.supplier, NULLIF(s.supplier_part_no, ''),
  ${number(p.price)}, p.currency, ${number(i.min_order_qty)}, i.lead_time_days, s.idx = 1
FROM ${db}.`tabItem Supplier` AS s
JOIN ${db}.tabItem AS i ON i.name = s.parent
LEFT JOIN (
  SELECT
    p.item_code, p.supplier, MIN(p.price_list_rate) AS price, MIN(p.currency) AS currency,
    MAX(p._commit_time) AS newest_commit
  FROM ${db}.`tabItem Price` AS p
  JOIN ${db}.tabItem AS i ON i.name = p.item_code
  WHERE p.buying = 1 AND COALESCE(NULLIF(p.uom, ''), i.stock_uom) = i.stock_uom
  GROUP BY p.item_code, p.supplier
) AS p ON p.item_code = s.parent AND p.supplier = s.supplier
WHERE s.parenttype = 'Item';
