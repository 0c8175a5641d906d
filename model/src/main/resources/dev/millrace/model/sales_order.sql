CREATE TABLE model.sales_order (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  order_number STRING COMMENT 'Number people know the order by. EDIFACT BGM, X12 BEG03.',
  party_key STRING COMMENT 'Customer who ordered. EDIFACT NAD+BY, X12 N1*BY. Refers to model.party.',
  location_key STRING COMMENT 'Place the goods are to leave from. frePPLe demand.location; EDIFACT NAD+SF, X12 N1*SF. Refers to model.location.',
  status STRING COMMENT 'How far the order is. One of: draft, open, allocated, partly_shipped, shipped, closed, cancelled.',
  ordered_at TIMESTAMP_LTZ(6) COMMENT 'When the customer ordered. EDIFACT DTM+4, X12 BEG05.',
  requested_at TIMESTAMP_LTZ(6) COMMENT 'When the customer wants the goods. frePPLe demand.due; EDIFACT DTM+2, X12 DTM*002.',
  promised_at TIMESTAMP_LTZ(6) COMMENT 'When the goods were promised. EDIFACT DTM+69, X12 DTM*069.',
  total_amount DECIMAL(18, 2) COMMENT 'Value of the order as its source states it, in currency. EDIFACT MOA+86, X12 AMT.',
  currency STRING COMMENT 'Currency of total_amount: ISO 4217 code, three capital letters. EDIFACT CUX, X12 CUR.',
  customer_reference STRING COMMENT 'The customer''s own number of the order. EDIFACT RFF+ON, X12 BEG03 of the customer.',
  ship_to_party_key STRING COMMENT 'Organisation or address the goods go to; empty when it is the customer. EDIFACT NAD+DP, X12 N1*ST. Refers to model.party.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'An order of a customer. OAGIS SalesOrder, frePPLe demand; EDIFACT ORDERS, X12 850.';
