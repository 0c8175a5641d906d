CREATE TABLE model.purchase_order (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  order_number STRING COMMENT 'Number people know the order by. frePPLe purchaseorder.reference; EDIFACT BGM, X12 BEG03.',
  party_key STRING COMMENT 'Supplier ordered from. frePPLe purchaseorder.supplier; EDIFACT NAD+SU, X12 N1*SU. Refers to model.party.',
  location_key STRING COMMENT 'Place the goods are to arrive at. frePPLe purchaseorder.location; EDIFACT NAD+DP, X12 N1*ST. Refers to model.location.',
  status STRING COMMENT 'How far the order is. One of: draft, open, partly_received, received, closed, cancelled.',
  ordered_at TIMESTAMP_LTZ(6) COMMENT 'When it was ordered. EDIFACT DTM+4, X12 BEG05.',
  expected_at TIMESTAMP_LTZ(6) COMMENT 'When the goods should arrive. frePPLe purchaseorder.enddate; EDIFACT DTM+2, X12 DTM*002.',
  total_amount DECIMAL(18, 2) COMMENT 'Value of the order as its source states it, in currency. EDIFACT MOA+86, X12 AMT.',
  currency STRING COMMENT 'Currency of total_amount: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  supplier_reference STRING COMMENT 'The supplier''s own number of the order. EDIFACT RFF+VN, X12 BAK08.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'An order to a supplier. OAGIS PurchaseOrder, frePPLe purchaseorder; EDIFACT ORDERS, X12 850.';
