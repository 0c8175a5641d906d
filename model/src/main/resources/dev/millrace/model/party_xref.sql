CREATE TABLE model.party_xref (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  party_key STRING COMMENT 'The organisation. Refers to model.party.',
  other_system STRING COMMENT 'Name of the source that has the same organisation too.',
  other_party_key STRING COMMENT 'The organisation in other_system. Refers to model.party.',
  confidence DECIMAL(5, 4) COMMENT 'How sure it is that the two are the same: 1 is certain, 0 is certainly not.',
  matched_by STRING COMMENT 'What told. One of: gln, tax_id, code, name, several, person.',
  status STRING COMMENT 'What has been decided. One of: certain (joined by itself), proposed (waits for somebody), confirmed (by somebody), rejected (by somebody).',
  reason STRING COMMENT 'Why the two are thought to be the same, in words, with the values that agree.',
  decided_by STRING COMMENT 'Who confirmed or rejected it; empty when nobody has.',
  decided_at TIMESTAMP_LTZ(6) COMMENT 'When it was confirmed or rejected; empty when it was not.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'Two rows of model.party, of two sources, that are the same organisation. OAGIS Party ID of several schemes, GS1 GLN; EDIFACT RFF, X12 REF.';
