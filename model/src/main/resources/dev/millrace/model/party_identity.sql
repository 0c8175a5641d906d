CREATE TABLE model.party_identity (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  lead_system STRING COMMENT 'Name of the source whose row stands for the group.',
  lead_key STRING COMMENT 'The row of lead_system that stands for the group. Refers to model.party.',
  place INT COMMENT 'Place of the row in its group, from 1: the row that stands for it. A value is taken from the first row that has one.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'Rows of model.party that are the same organisation, as model.party_xref joins them: for each the one that stands for all. Keyed as model.party is; a row that has no equal is not in it. OAGIS Party ID of several schemes.';
