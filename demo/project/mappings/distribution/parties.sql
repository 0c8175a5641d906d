-- Who the distribution ERP deals with, and where it works.
-- Compare with mappings/plant/parties.sql: another shape, the same model.
--
-- DISTRIBUTION is a word of Flink's SQL, so it stands in backticks where it is a name.

-- One table for all business partners, with a J or N (ja, nein) for each role.
INSERT INTO model.party (
  source_system, source_key, source_position, updated_at,
  name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active)
SELECT
  'distribution', g.gpnr, g._position, g._commit_time,
  CASE WHEN g.name2 IS NULL THEN g.name1 ELSE g.name1 || ' ' || g.name2 END,
  g.lieferant = 'J', g.kunde = 'J', g.spediteur = 'J',
  g.ustid, g.land, g.ort, g.gesperrt = 'N'
FROM `distribution`.`distribution`.geschaeftspartner AS g;

INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, parent_key, party_key, country_code, city, latitude, longitude, active)
SELECT
  'distribution', l.lagernr, l._position, l._commit_time,
  l.bezeichnung,
  CASE l.lagerart WHEN 3 THEN 'store' WHEN 9 THEN 'zone' ELSE 'warehouse' END,
  l.oberlager, CAST(NULL AS STRING), l.land, l.ort,
  CAST(l.breite AS DOUBLE), CAST(l.laenge AS DOUBLE), l.stillgelegt = 'N'
FROM `distribution`.`distribution`.lager AS l;
