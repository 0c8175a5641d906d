-- Companies, people and addresses are all partners; each below the company it belongs to.
INSERT INTO model.party (
  source_system, source_key, source_position, updated_at,
  name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active,
  party_code, parent_key, postal_code)
SELECT
  '${system}', CAST(p.id AS STRING), p._position,
  GREATEST(p._commit_time, COALESCE(c._commit_time, p._commit_time)),
  ${partner_name}, ${is_supplier}, ${is_customer}, FALSE,
  NULLIF(NULLIF(TRIM(p.vat), ''), '/'),  -- a slash says that there is none
  UPPER(c.code), p.city, p.active,
  p.`ref`, CAST(p.parent_id AS STRING), p.zip
FROM ${db}.res_partner AS p
LEFT JOIN ${db}.res_country AS c ON c.id = p.country_id;
