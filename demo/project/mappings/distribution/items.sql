-- What is traded, who supplies it, and the kits.

INSERT INTO model.item (
  source_system, source_key, source_position, updated_at,
  item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin,
  lead_time_days, safety_stock, active)
SELECT
  'distribution', a.artnr, a._position, a._commit_time,
  a.artnr, a.bezeichnung,
  CASE a.artikelart WHEN 2 THEN 'finished' WHEN 3 THEN 'raw' ELSE 'trading' END,
  -- The model's units are those of the Plant ERP.
  CASE a.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(a.einheit)
  END,
  a.ek_preis, a.waehrung, a.gewicht, a.ean, a.wbz, a.mindestbestand, a.gesperrt = 'N'
FROM `distribution`.`distribution`.artikel AS a;

INSERT INTO model.item_supplier (
  source_system, source_key, source_position, updated_at,
  item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,
  lead_time_days, preferred)
SELECT
  'distribution', s.artnr || '/' || s.gpnr,  -- a composite key, as one text
  s._position, s._commit_time,
  s.artnr, s.gpnr, s.bestellnr, s.preis, s.waehrung, s.mindestmenge, s.lieferzeit, s.rang = 1
FROM `distribution`.`distribution`.artikel_lieferant AS s;

INSERT INTO model.bom (
  source_system, source_key, source_position, updated_at,
  item_key, name, quantity, uom, active)
SELECT
  'distribution', b.setnr, b._position, b._commit_time,
  b.setnr, b.bezeichnung, b.basismenge,
  CASE b.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(b.einheit)
  END,
  b.aktiv = 'J'
FROM `distribution`.`distribution`.stueckliste AS b;

INSERT INTO model.bom_line (
  source_system, source_key, source_position, updated_at,
  bom_key, line_number, item_key, quantity, uom, scrap_percent)
SELECT
  'distribution', p.setnr || '/' || CAST(p.posnr AS STRING), p._position, p._commit_time,
  p.setnr, CAST(p.posnr AS INT), p.artnr, p.menge,
  CASE p.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(p.einheit)
  END,
  p.schwund
FROM `distribution`.`distribution`.stuecklistenpos AS p;
