-- Third parties: client is 1 for a customer, 2 for a prospect, 3 for both.
INSERT INTO model.party (
  source_system, source_key, source_position, updated_at,
  name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active,
  party_code, parent_key, postal_code)
SELECT
  '${system}', CAST(s.rowid AS STRING), s._position,
  GREATEST(s._commit_time, COALESCE(c._commit_time, s._commit_time)),
  ${plain(s.nom)}, s.fournisseur = 1, s.client IN (1, 3), FALSE,
  NULLIF(TRIM(s.tva_intra), ''), UPPER(c.code), NULLIF(s.town, ''), s.status = 1,
  COALESCE(NULLIF(s.code_client, ''), NULLIF(s.code_fournisseur, '')),
  CAST(NULLIF(s.parent, 0) AS STRING), NULLIF(s.zip, '')
FROM ${db}.llx_societe AS s
LEFT JOIN ${db}.llx_c_country AS c ON c.rowid = s.fk_pays;
