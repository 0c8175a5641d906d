-- A bill of materials is for one variant, or for a template: then for the first of its variants.
INSERT INTO model.bom (
  source_system, source_key, source_position, updated_at,
  item_key, name, quantity, uom, active)
SELECT
  '${system}', CAST(m.id AS STRING), m._position,
  GREATEST(m._commit_time, t._commit_time, u._commit_time),
  CAST(COALESCE(m.product_id, v.id) AS STRING),
  COALESCE(m.code, ${text(t.name)}),
  ${number(m.product_qty)}, ${unit(u.name)}, m.active
FROM ${db}.mrp_bom AS m
JOIN ${db}.product_template AS t ON t.id = m.product_tmpl_id
JOIN ${db}.uom_uom AS u ON u.id = m.product_uom_id
LEFT JOIN (
  SELECT product_tmpl_id, MIN(id) AS id
  FROM ${db}.product_product
  WHERE active
  GROUP BY product_tmpl_id
) AS v ON v.product_tmpl_id = m.product_tmpl_id;

-- Lines are numbered by their id: Odoo's sequence is not unique.
INSERT INTO model.bom_line (
  source_system, source_key, source_position, updated_at,
  bom_key, line_number, item_key, quantity, uom)
SELECT
  '${system}', CAST(l.id AS STRING), l._position, GREATEST(l._commit_time, u._commit_time),
  CAST(l.bom_id AS STRING), l.id, CAST(l.product_id AS STRING),
  ${number(l.product_qty)}, ${unit(u.name)}
FROM ${db}.mrp_bom_line AS l
JOIN ${db}.uom_uom AS u ON u.id = l.product_uom_id;
