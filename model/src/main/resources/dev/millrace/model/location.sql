CREATE TABLE model.location (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  name STRING COMMENT 'Name of the place.',
  kind STRING COMMENT 'What the place is. One of: plant, warehouse, store, zone. A zone is a part of another place (ISA-95 storage zone).',
  parent_key STRING COMMENT 'Place this one is a part of; empty for a place of its own. ISA-95 equipment hierarchy. Refers to model.location.',
  party_key STRING COMMENT 'Organisation that runs the place; empty when it is the company itself. Refers to model.party.',
  country_code STRING COMMENT 'Country: ISO 3166-1 code, two capital letters.',
  city STRING COMMENT 'City.',
  latitude DOUBLE COMMENT 'Degrees north of the equator, WGS 84; south is negative. GS1 EPCIS 2.0 sensor element coordinates, DCSA geoCoordinate.',
  longitude DOUBLE COMMENT 'Degrees east of Greenwich, WGS 84; west is negative. DCSA geoCoordinate.',
  active BOOLEAN COMMENT 'Whether it may be used in new documents.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'A place where goods are made, kept or handed over. GS1 EPCIS 2.0 business location, frePPLe location; EDIFACT LOC, X12 N1.';
