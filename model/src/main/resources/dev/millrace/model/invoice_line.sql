CREATE TABLE model.invoice_line (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  invoice_key STRING COMMENT 'Invoice the line belongs to. Refers to model.invoice.',
  line_number INT COMMENT 'Number of the line, unique within its invoice. EDIFACT LIN, X12 IT101.',
  order_line_key STRING COMMENT 'Order line it bills; empty when it bills none. EDIFACT RFF+ON, X12 IT1 (PO). Refers to model.sales_order_line when outbound, to model.purchase_order_line when inbound.',
  item_key STRING COMMENT 'Item billed; empty for freight and other charges that are no item. Refers to model.item.',
  description STRING COMMENT 'What is billed, in words. EDIFACT IMD, X12 PID05.',
  quantity DECIMAL(18, 6) COMMENT 'Quantity billed, in uom. EDIFACT QTY+47, X12 IT102.',
  uom STRING COMMENT 'Unit of quantity: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  unit_price DECIMAL(18, 6) COMMENT 'Price of one uom without tax, in currency. EDIFACT PRI+AAA, X12 IT104.',
  net_amount DECIMAL(18, 2) COMMENT 'Value of the line without tax, in currency. EDIFACT MOA+203.',
  currency STRING COMMENT 'Currency of unit_price and net_amount: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One item or charge of an invoice. OAGIS InvoiceLine; EDIFACT INVOIC LIN, X12 810 IT1.';
