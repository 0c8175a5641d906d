CREATE TABLE model.forecast (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  item_key STRING COMMENT 'Item that will be asked for. frePPLe forecast.item; EDIFACT DELFOR LIN, X12 830 LIN. Refers to model.item.',
  location_key STRING COMMENT 'Place it will be asked for at; empty when of all places. frePPLe forecast.location; EDIFACT LOC, X12 N1*ST. Refers to model.location.',
  party_key STRING COMMENT 'Customer who will ask for it; empty when of all customers. frePPLe forecast.customer; EDIFACT NAD+BY, X12 N1*BY. Refers to model.party.',
  kind STRING COMMENT 'Whose word it is. One of: statistical (computed), customer (as the customer sent it), sales (as people of the company set it), consensus (agreed on). X12 FST02.',
  version STRING COMMENT 'Name of the run or plan it belongs to; rows of one version add up, those of two do not. EDIFACT BGM, X12 BFR03.',
  period_start_at TIMESTAMP_LTZ(6) COMMENT 'Begin of the period, which is part of it. frePPLe forecastbucket startdate; EDIFACT DTM+64, X12 FST04.',
  period_end_at TIMESTAMP_LTZ(6) COMMENT 'End of the period, which is not part of it. frePPLe forecastbucket enddate; EDIFACT DTM+63, X12 FST05.',
  quantity DECIMAL(18, 6) COMMENT 'Quantity that will be asked for in the period, in uom. frePPLe forecasttotal; EDIFACT QTY+113, X12 FST01.',
  quantity_low DECIMAL(18, 6) COMMENT 'Quantity that will be passed in nine cases of ten, in uom; empty when not known.',
  quantity_high DECIMAL(18, 6) COMMENT 'Quantity that will not be passed in nine cases of ten, in uom; empty when not known.',
  uom STRING COMMENT 'Unit of the quantities: a lower-case code such as pc, kg, m. OAGIS unitCode.',
  made_at TIMESTAMP_LTZ(6) COMMENT 'When it was made. EDIFACT DTM+137, X12 BFR08.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'How much of an item will be asked for in a period. frePPLe forecast, OAGIS Forecast; EDIFACT DELFOR, X12 830.';
