CREATE TABLE model.item (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_code STRING COMMENT 'Code people know the item by; unique within its source. OAGIS Item ID; EDIFACT LIN, X12 LIN03.',
  name STRING COMMENT 'Description in words. EDIFACT IMD, X12 PID05.',
  kind STRING COMMENT 'What the item is for. One of: raw (bought, used up in production), component (made or bought, built into others), finished (made, sold), trading (bought, sold unchanged).',
  base_uom STRING COMMENT 'Unit its stock and unit cost are stated in: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  unit_cost DECIMAL(18, 6) COMMENT 'Standard cost of one base_uom, in currency. frePPLe item.cost.',
  currency STRING COMMENT 'Currency of unit_cost: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  gross_weight_kg DECIMAL(18, 6) COMMENT 'Weight of one base_uom with its packaging, in kilograms. EDIFACT MEA+WT, X12 MEA.',
  gtin STRING COMMENT 'GS1 Global Trade Item Number, digits only. EDIFACT LIN (SRV), X12 LIN (UK).',
  lead_time_days INT COMMENT 'Usual time from ordering or releasing the item to having it, in calendar days.',
  safety_stock DECIMAL(18, 6) COMMENT 'Stock that should never be fallen short of, in base_uom. frePPLe buffer.minimum.',
  active BOOLEAN COMMENT 'Whether it may be used in new documents.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'Something that is bought, made, kept or sold. OAGIS ItemMaster, ISA-95 material definition, frePPLe item; EDIFACT LIN, X12 LIN.';
