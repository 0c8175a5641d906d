-- Suppliers and customers are apart, and each is known by its name there; so the key gets the role in
-- front. The address is the one that is set as the primary one.
INSERT INTO model.party (
  source_system, source_key, source_position, updated_at,
  name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active,
  party_code, postal_code)
SELECT
  '${system}', 'supplier/' || s.name, s._position,
  GREATEST(s._commit_time, COALESCE(a._commit_time, s._commit_time)),
  ${plain(s.supplier_name)}, TRUE, FALSE, ${is_carrier}, NULLIF(TRIM(s.tax_id), ''),
  UPPER(c.code), NULLIF(a.city, ''), s.disabled = 0, s.name, NULLIF(a.pincode, '')
FROM ${db}.tabSupplier AS s
LEFT JOIN ${db}.tabAddress AS a ON a.name = s.supplier_primary_address
LEFT JOIN ${db}.tabCountry AS c ON c.name = COALESCE(NULLIF(a.country, ''), s.country)
UNION ALL
SELECT
  '${system}', 'customer/' || s.name, s._position,
  GREATEST(s._commit_time, COALESCE(a._commit_time, s._commit_time)),
  ${plain(s.customer_name)}, FALSE, TRUE, FALSE, NULLIF(TRIM(s.tax_id), ''),
  UPPER(c.code), NULLIF(a.city, ''), s.disabled = 0, s.name, NULLIF(a.pincode, '')
FROM ${db}.tabCustomer AS s
LEFT JOIN ${db}.tabAddress AS a ON a.name = s.customer_primary_address
LEFT JOIN ${db}.tabCountry AS c ON c.name = a.country;
