-- A bill of materials is in the unit of its item.
INSERT INTO model.bom (
  source_system, source_key, source_position, updated_at,
  item_key, name, quantity, uom, active)
SELECT
  '${system}', CAST(b.rowid AS STRING), b._position, GREATEST(b._commit_time, p._commit_time),
  CAST(b.fk_product AS STRING), COALESCE(NULLIF(${plain(b.label)}, ''), b.`ref`),
  ${number(b.qty)}, ${unit_of_item}, b.status = 1
FROM ${db}.llx_bom_bom AS b
JOIN ${db}.llx_product AS p ON p.rowid = b.fk_product
${join_unit};

-- Efficiency is the share that is left: 0.8 means that a quarter more is needed.
INSERT INTO model.bom_line (
  source_system, source_key, source_position, updated_at,
  bom_key, line_number, item_key, quantity, uom, scrap_percent)
SELECT
  '${system}', CAST(l.rowid AS STRING), l._position, GREATEST(l._commit_time, p._commit_time),
  CAST(l.fk_bom AS STRING), l.`position`, CAST(l.fk_product AS STRING),
  ${number(l.qty)}, ${unit_of_item},
  CAST((1 / NULLIF(l.efficiency, 0) - 1) * 100 AS DECIMAL(9, 4))
FROM ${db}.llx_bom_bomline AS l
JOIN ${db}.llx_product AS p ON p.rowid = l.fk_product
${join_unit};
