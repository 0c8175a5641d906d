-- docstatus: 0 is a draft, 1 submitted, 2 cancelled. Cancelled ones leave the model.
INSERT INTO model.bom (
  source_system, source_key, source_position, updated_at,
  item_key, name, quantity, uom, active)
SELECT
  '${system}', b.name, b._position, b._commit_time,
  b.item, b.name, ${number(b.quantity)}, ${unit(b.uom)}, b.is_active = 1 AND b.docstatus = 1
FROM ${db}.tabBOM AS b
WHERE b.docstatus < 2;

INSERT INTO model.bom_line (
  source_system, source_key, source_position, updated_at,
  bom_key, line_number, item_key, quantity, uom)
SELECT
  '${system}', l.name, l._position, l._commit_time,
  l.parent, l.idx, l.item_code, ${number(l.qty)}, ${unit(l.uom)}
FROM ${db}.`tabBOM Item` AS l
WHERE l.parenttype = 'BOM' AND l.docstatus < 2;
