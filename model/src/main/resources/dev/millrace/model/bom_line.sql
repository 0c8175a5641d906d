CREATE TABLE model.bom_line (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  bom_key STRING COMMENT 'Bill of materials the line belongs to. Refers to model.bom.',
  line_number INT COMMENT 'Number of the line, unique within its bill of materials.',
  item_key STRING COMMENT 'Item that is used up. Refers to model.item.',
  quantity DECIMAL(18, 6) COMMENT 'How much is used to make the quantity of the bill of materials, without scrap, in uom.',
  uom STRING COMMENT 'Unit of quantity: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  scrap_percent DECIMAL(9, 4) COMMENT 'Share that is lost when the material is used, in percent of quantity: 2.5 means that 2.5 % more is needed.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One material of a bill of materials. OAGIS BillOfMaterials line, ISA-95 assembly element, frePPLe operationmaterial.';
