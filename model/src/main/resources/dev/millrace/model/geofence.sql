CREATE TABLE model.geofence (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  location_key STRING COMMENT 'Place it is the border of; a place has one geofence in use. Refers to model.location.',
  latitude DOUBLE COMMENT 'Degrees north of the equator, WGS 84, of the centre of a circle; empty when it is a polygon, or a circle around the place itself.',
  longitude DOUBLE COMMENT 'Degrees east of Greenwich, WGS 84, of the centre of a circle; empty when it is a polygon, or a circle around the place itself.',
  radius_m DOUBLE COMMENT 'Radius of the circle, in metres; empty when it is a polygon.',
  boundary STRING COMMENT 'The border as the text of a GeoJSON Polygon or MultiPolygon, RFC 7946; empty when it is a circle. GS1 EPCIS 2.0 geofence.',
  active BOOLEAN COMMENT 'Whether it is in use; empty is in use.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'The border of a place, which shipments enter and leave. A place without one has a circle around it, of a radius by its kind. ISA-95 equipment location, GeoJSON.';
