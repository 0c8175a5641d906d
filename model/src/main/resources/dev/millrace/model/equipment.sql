CREATE TABLE model.equipment (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  equipment_number STRING COMMENT 'Number people know it by: the ISO 6346 number of a container, the plate of a truck, the number of a machine. DCSA equipmentReference; EDIFACT EQD 8260, X12 N702.',
  name STRING COMMENT 'Name in words. ISA-95 equipment description.',
  kind STRING COMMENT 'What it is. One of: container, trailer, truck, railcar, vessel, aircraft, vehicle, machine, returnable (a box or pallet that comes back). EDIFACT EQD 8053, X12 N711.',
  iso_type_code STRING COMMENT 'Size and type of a container by ISO 6346, such as 22G1. DCSA ISOEquipmentCode; EDIFACT EQD 8155, X12 N722.',
  party_key STRING COMMENT 'Organisation it belongs to; empty when it is the company itself. DCSA SOC flag. Refers to model.party.',
  location_key STRING COMMENT 'Place it belongs to, or is at when it moves about. ISA-95 equipment location. Refers to model.location.',
  tare_weight_kg DECIMAL(18, 6) COMMENT 'Weight when empty, in kilograms. DCSA tareWeight; EDIFACT MEA+T.',
  max_load_kg DECIMAL(18, 6) COMMENT 'Weight it may carry, in kilograms.',
  max_volume_m3 DECIMAL(18, 6) COMMENT 'Volume it may hold, in cubic metres.',
  active BOOLEAN COMMENT 'Whether it is in use.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'Something that carries goods or works on them and is known one by one. DCSA equipment, ISA-95 equipment and physical asset, frePPLe resource; EDIFACT EQD, X12 N7.';
