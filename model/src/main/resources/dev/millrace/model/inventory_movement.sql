CREATE TABLE model.inventory_movement (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item that moved. Refers to model.item.',
  location_key STRING COMMENT 'Place whose stock changed. GS1 EPCIS 2.0 bizLocation. Refers to model.location.',
  quantity DECIMAL(18, 6) COMMENT 'Change of the stock, in base_uom of the item: positive is more, negative is less.',
  kind STRING COMMENT 'Why the stock changed. One of: receipt (came in from outside or from production), issue (went out or was used up), transfer (from or to another location), count (difference found by counting), adjustment (any other correction). GS1 CBV business step.',
  reference STRING COMMENT 'Number of the document behind the booking, as the source writes it. GS1 EPCIS 2.0 bizTransaction; EDIFACT RFF, X12 REF.',
  occurred_at TIMESTAMP_LTZ(6) COMMENT 'When the goods moved. GS1 EPCIS 2.0 eventTime.',
  lot_number STRING COMMENT 'Lot or serial number of what moved. GS1 AI (10) and (21), ISA-95 material lot; EDIFACT GIN+BX, X12 LIN (LT).',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One booking that changed the stock of an item at a location; bookings are added, not changed. OAGIS InventoryMovement, GS1 EPCIS 2.0 object event; X12 944, 945 and 947.';
