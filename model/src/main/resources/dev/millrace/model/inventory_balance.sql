CREATE TABLE model.inventory_balance (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item that lies there. Refers to model.item.',
  location_key STRING COMMENT 'Place where it lies. GS1 EPCIS 2.0 bizLocation. Refers to model.location.',
  quantity_on_hand DECIMAL(18, 6) COMMENT 'Quantity that lies there, in uom; negative when the source has booked more out than in. frePPLe buffer.onhand; EDIFACT INVRPT QTY, X12 846 QTY.',
  quantity_reserved DECIMAL(18, 6) COMMENT 'Part of quantity_on_hand that is promised to orders, in uom.',
  uom STRING COMMENT 'Unit of the quantities: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  lot_number STRING COMMENT 'Lot or serial number, when the source keeps the balance by it. GS1 AI (10) and (21), ISA-95 material lot; EDIFACT GIN+BX, X12 LIN (LT).',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'How much of an item lies at a location now. OAGIS InventoryBalance, ISA-95 material lot quantity, frePPLe buffer; EDIFACT INVRPT, X12 846.';
