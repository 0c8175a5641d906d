CREATE TABLE model.sensor_reading (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  sensor_key STRING COMMENT 'Sensor that measured. GS1 EPCIS 2.0 sensorMetadata.deviceID. Refers to model.sensor.',
  measured_at TIMESTAMP_LTZ(6) COMMENT 'When it measured; the end of the period when it sums one up. GS1 EPCIS 2.0 sensorReport.time.',
  measured_value DOUBLE COMMENT 'What it measured, in uom; the mean when it sums up a period. GS1 EPCIS 2.0 sensorReport.value and meanValue.',
  min_value DOUBLE COMMENT 'Least value of the period, in uom; empty for a single reading. GS1 EPCIS 2.0 sensorReport.minValue.',
  max_value DOUBLE COMMENT 'Greatest value of the period, in uom; empty for a single reading. GS1 EPCIS 2.0 sensorReport.maxValue.',
  text_value STRING COMMENT 'What it found when that is no number, such as open or closed. GS1 EPCIS 2.0 sensorReport.stringValue.',
  uom STRING COMMENT 'Unit of the values, as of the sensor. GS1 EPCIS 2.0 sensorReport.uom.',
  latitude DOUBLE COMMENT 'Degrees north of the equator, WGS 84, where it was then; south is negative. GS1 EPCIS 2.0 sensorReport geo property.',
  longitude DOUBLE COMMENT 'Degrees east of Greenwich, WGS 84, where it was then; west is negative. GS1 EPCIS 2.0 sensorReport geo property.',
  alarm BOOLEAN COMMENT 'Whether the device itself called it wrong. GS1 EPCIS 2.0 sensorReport.exception ALARM_CONDITION.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'One measurement of a sensor; readings are added, not changed. GS1 EPCIS 2.0 sensorReport, ISA-95 test result.';
