CREATE TABLE model.sensor (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  name STRING COMMENT 'Name people know the sensor by.',
  device_id STRING COMMENT 'Number of the device as it names itself. GS1 EPCIS 2.0 sensorMetadata.deviceID.',
  kind STRING COMMENT 'What it measures. One of: temperature, humidity, pressure, light, shock, tilt, position, door, fill_level, weight, energy, speed, other. GS1 EPCIS 2.0 sensorReport.type.',
  uom STRING COMMENT 'Unit of its readings: a lower-case code such as cel, percent, g, lux, kwh; UCUM where there is none of the trade. GS1 EPCIS 2.0 sensorReport.uom.',
  equipment_key STRING COMMENT 'Container, vehicle or machine it sits on; empty when on none. ISA-95 equipment property. Refers to model.equipment.',
  location_key STRING COMMENT 'Place it sits at; empty when it travels. Refers to model.location.',
  logistic_unit_key STRING COMMENT 'Logistic unit it travels with; empty when with none. Refers to model.logistic_unit.',
  lower_limit DOUBLE COMMENT 'Least value that is right, in uom; empty when there is no such limit. GS1 EPCIS 2.0 sensorMetadata.bizRules.',
  upper_limit DOUBLE COMMENT 'Greatest value that is right, in uom; empty when there is no such limit. GS1 EPCIS 2.0 sensorMetadata.bizRules.',
  active BOOLEAN COMMENT 'Whether it is in use.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'A device that measures, at a place, on equipment or with goods. GS1 EPCIS 2.0 sensor device, ISA-95 equipment property.';
