INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, parent_key, country_code, city, active, location_code, postal_code)
SELECT
  '${system}', CAST(e.rowid AS STRING), e._position,
  GREATEST(e._commit_time, COALESCE(c._commit_time, e._commit_time)),
  COALESCE(NULLIF(${plain(e.lieu)}, ''), ${warehouse_name}),
  CASE WHEN ${warehouse_parent} IS NULL THEN 'warehouse' ELSE 'zone' END,
  ${warehouse_parent},
  UPPER(c.code), NULLIF(e.town, ''), e.statut <> 0, ${warehouse_name}, NULLIF(e.zip, '')
FROM ${db}.llx_entrepot AS e
LEFT JOIN ${db}.llx_c_country AS c ON c.rowid = e.fk_pays;
