INSERT INTO model.inventory_balance (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity_on_hand, uom)
SELECT
  '${system}', CAST(s.rowid AS STRING), s._position, GREATEST(s._commit_time, p._commit_time),
  CAST(s.fk_product AS STRING), CAST(s.fk_entrepot AS STRING), ${number(s.reel)}, ${unit_of_item}
FROM ${db}.llx_product_stock AS s
JOIN ${db}.llx_product AS p ON p.rowid = s.fk_product
${join_unit};

-- type_mouvement: 0 and 1 are put in and taken out by hand, which transfers are too; 2 and 3 are
-- taken out and put in by a document.
INSERT INTO model.inventory_movement (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity, kind, reference, occurred_at, lot_number)
SELECT
  '${system}', CAST(m.rowid AS STRING), m._position, m._commit_time,
  CAST(m.fk_product AS STRING), CAST(m.fk_entrepot AS STRING), ${number(m.`value`)},
  CASE
    WHEN m.origintype = 'inventory' THEN 'count'
    WHEN m.type_mouvement = 2 THEN 'issue'
    WHEN m.type_mouvement = 3 THEN 'receipt'
    ELSE 'adjustment'
  END,
  COALESCE(NULLIF(m.inventorycode, ''), m.label), ${instant(m.datem)}, ${movement_lot}
FROM ${db}.llx_stock_mouvement AS m;
