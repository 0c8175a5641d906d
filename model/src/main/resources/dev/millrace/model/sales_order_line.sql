CREATE TABLE model.sales_order_line (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  order_key STRING COMMENT 'Order the line belongs to. Refers to model.sales_order.',
  line_number INT COMMENT 'Number of the line, unique within its order. EDIFACT LIN, X12 PO101.',
  item_key STRING COMMENT 'Item ordered. Refers to model.item.',
  quantity_ordered DECIMAL(18, 6) COMMENT 'Quantity ordered, in uom. EDIFACT QTY+21, X12 PO102.',
  quantity_shipped DECIMAL(18, 6) COMMENT 'Quantity that has left so far, in uom. EDIFACT QTY+12, X12 SN102.',
  uom STRING COMMENT 'Unit of the quantities: a lower-case code such as pc, kg, m. OAGIS unitCode. EDIFACT QTY, X12 PO103.',
  unit_price DECIMAL(18, 6) COMMENT 'Price of one uom, in currency. EDIFACT PRI+AAA, X12 PO104.',
  currency STRING COMMENT 'Currency of unit_price: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  requested_at TIMESTAMP_LTZ(6) COMMENT 'When the customer wants the goods of this line. EDIFACT DTM+2, X12 DTM*002.',
  status STRING COMMENT 'How far the line is. One of: draft, open, allocated, partly_shipped, shipped, closed, cancelled.',
  promised_at TIMESTAMP_LTZ(6) COMMENT 'When the goods of this line were promised. EDIFACT DTM+69, X12 DTM*069.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One item of a customer''s order. OAGIS SalesOrderLine, frePPLe demand; EDIFACT ORDERS LIN, X12 850 PO1.';
