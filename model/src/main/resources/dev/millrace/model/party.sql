CREATE TABLE model.party (
  source_system STRING NOT NULL COMMENT 'Name of the source the row comes from.',
  source_key STRING NOT NULL COMMENT 'Key of the row within its source and this table, as text; the parts of a composite key are joined by a slash.',
  source_position STRING COMMENT 'Position, in the log of the source, of the change that made the row as it is: 40 hexadecimal characters, sortable as text.',
  updated_at TIMESTAMP_LTZ(6) COMMENT 'When the source committed the newest of the changes that made the row as it is.',
  name STRING COMMENT 'Name of the organisation. EDIFACT NAD, X12 N102.',
  is_supplier BOOLEAN COMMENT 'Whether goods are bought from it. OAGIS SupplierParty; EDIFACT NAD+SU, X12 N1*SU.',
  is_customer BOOLEAN COMMENT 'Whether goods are sold to it. OAGIS CustomerParty; EDIFACT NAD+BY, X12 N1*BY.',
  is_carrier BOOLEAN COMMENT 'Whether it moves goods. OAGIS CarrierParty; EDIFACT NAD+CA, X12 N1*CA.',
  tax_id STRING COMMENT 'Tax registration number, as the source writes it. EDIFACT RFF+VA.',
  country_code STRING COMMENT 'Country of its address: ISO 3166-1 code, two capital letters. EDIFACT NAD, X12 N404.',
  city STRING COMMENT 'City of its address. EDIFACT NAD, X12 N401.',
  active BOOLEAN COMMENT 'Whether it may be used in new documents.',
  party_code STRING COMMENT 'Code people know it by; unique within its source where there is one. OAGIS PartyIDs; EDIFACT NAD C082, X12 N104.',
  parent_key STRING COMMENT 'Organisation it is a part of; empty for one of its own. OAGIS ParentParty. Refers to model.party.',
  gln STRING COMMENT 'GS1 Global Location Number, 13 digits. EDIFACT NAD C082 (9), X12 N104 (UL).',
  postal_code STRING COMMENT 'Postal code of its address. EDIFACT NAD, X12 N403.',
  PRIMARY KEY (source_system, source_key) NOT ENFORCED
) COMMENT 'An organisation dealt with: supplier, customer, carrier, or several of these. OAGIS Party; EDIFACT NAD, X12 N1.';
