CREATE TABLE model.shipment_line (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  shipment_key STRING COMMENT 'Shipment the line belongs to. Refers to model.shipment.',
  line_number INT COMMENT 'Number of the line, unique within its shipment. EDIFACT LIN, X12 LIN01.',
  order_line_key STRING COMMENT 'Order line it fulfils; empty for a transfer. Refers to model.sales_order_line when outbound, to model.purchase_order_line when inbound.',
  item_key STRING COMMENT 'Item shipped. Refers to model.item.',
  quantity DECIMAL(18, 6) COMMENT 'Quantity shipped, in uom. EDIFACT QTY+12, X12 SN102.',
  uom STRING COMMENT 'Unit of quantity: a lower-case code such as pc, kg, m. OAGIS unitCode. EDIFACT QTY, X12 SN103.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One item of a shipment. OAGIS ShipmentLine, GS1 EPCIS 2.0 quantity element; EDIFACT DESADV LIN, X12 856 LIN.';
