CREATE TABLE model.sensor_status (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  shipment_key STRING COMMENT 'Shipment it travels with; the one that arrives next when there are several, empty when there is none. Refers to model.shipment.',
  transport_mode STRING COMMENT 'How it travels. One of: sea, air, road, rail, inland_waterway, parcel. DCSA modeOfTransport.',
  carrier STRING COMMENT 'Name of who moves it.',
  customer STRING COMMENT 'Name of the customer it goes to or the supplier it comes from.',
  late BOOLEAN COMMENT 'Whether its shipment will be late, or is.',
  beyond_limit BOOLEAN COMMENT 'Whether what it measures is beyond a limit.',
  silent_since TIMESTAMP_LTZ(6) COMMENT 'Since when it says nothing; empty while it reports.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'What a sensor of model.sensor travels with now, and what is wrong there: a row of the same key. Written by Millrace itself, and read by the map. GS1 EPCIS 2.0 sensor element.';
