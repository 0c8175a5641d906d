CREATE TABLE model.bom (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item that is made. Refers to model.item.',
  name STRING COMMENT 'Name of the bill of materials.',
  quantity DECIMAL(18, 6) COMMENT 'How much of the item the lines make, in uom.',
  uom STRING COMMENT 'Unit of quantity: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  active BOOLEAN COMMENT 'Whether production may use it.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'A bill of materials: what an item is made of, by its lines. OAGIS BillOfMaterials, ISA-95 material definition assembly, frePPLe operation.';
