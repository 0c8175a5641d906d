CREATE TABLE model.item_supplier (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item offered. Refers to model.item.',
  party_key STRING COMMENT 'Supplier who offers it. Refers to model.party.',
  supplier_item_code STRING COMMENT 'The supplier''s own code of the item. EDIFACT PIA+5 (SA), X12 LIN (VN).',
  unit_price DECIMAL(18, 6) COMMENT 'Price of one base_uom of the item, in currency. frePPLe itemsupplier.cost; EDIFACT PRI, X12 CTP.',
  currency STRING COMMENT 'Currency of unit_price: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  min_quantity DECIMAL(18, 6) COMMENT 'Least quantity of an order, in base_uom of the item. frePPLe itemsupplier.sizeminimum.',
  lead_time_days INT COMMENT 'Time from the order to the receipt, in calendar days. frePPLe itemsupplier.leadtime.',
  preferred BOOLEAN COMMENT 'Whether this supplier is asked first. frePPLe itemsupplier.priority.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'A supplier''s offer of an item: price, least quantity, lead time. frePPLe itemsupplier, OAGIS SupplierItem; EDIFACT PRICAT, X12 832.';
