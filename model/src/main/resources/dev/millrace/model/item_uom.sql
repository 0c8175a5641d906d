CREATE TABLE model.item_uom (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item the unit is used for. Refers to model.item.',
  uom STRING COMMENT 'The unit: a lower-case code such as box, pallet, kg. OAGIS unitCode; EDIFACT QTY, X12 PO103.',
  quantity_in_base DECIMAL(24, 12) COMMENT 'How much of the base_uom of the item one of this unit is: 12 for a box of twelve pieces. OAGIS UOMConversion; EDIFACT QTY+59, X12 PO401.',
  gtin STRING COMMENT 'GS1 Global Trade Item Number of the item packed in this unit, digits only. EDIFACT LIN (SRV), X12 LIN (UK).',
  gross_weight_kg DECIMAL(18, 6) COMMENT 'Weight of one of this unit with its packaging, in kilograms. EDIFACT MEA+WT, X12 PO406.',
  volume_m3 DECIMAL(18, 6) COMMENT 'Volume of one of this unit with its packaging, in cubic metres. EDIFACT MEA+VOL, X12 PO408.',
  for_purchasing BOOLEAN COMMENT 'Whether the item is bought in this unit.',
  for_sales BOOLEAN COMMENT 'Whether the item is sold in this unit.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'A further unit an item is handled in, beside its base_uom, and how the two convert. OAGIS ItemMaster UOMConversion, GS1 trade item hierarchy; EDIFACT PRICAT, X12 PO4.';
