-- Sales and purchase orders: status numbers become words.
-- Times are DATETIME, without a zone. This ERP writes UTC, and so Millrace reads them.

INSERT INTO model.sales_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status,
  ordered_at, requested_at, promised_at, total_amount, currency)
SELECT
  'distribution', o.auftragnr, o._position, o._commit_time,
  o.auftragnr, o.gpnr, o.lagernr,
  CASE o.status
    WHEN 10 THEN 'draft'
    WHEN 20 THEN 'open'
    WHEN 30 THEN 'allocated'
    WHEN 40 THEN 'partly_shipped'
    WHEN 50 THEN 'shipped'
    WHEN 80 THEN 'closed'
    WHEN 90 THEN 'cancelled'
  END,
  CAST(o.auftragsdatum AS TIMESTAMP_LTZ(6)),
  CAST(o.wunschtermin AS TIMESTAMP_LTZ(6)),
  CAST(o.zusagetermin AS TIMESTAMP_LTZ(6)),
  o.netto, o.waehrung
FROM `distribution`.`distribution`.auftrag AS o;

INSERT INTO model.sales_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom,
  unit_price, currency, requested_at, status)
SELECT
  'distribution', p.auftragnr || '/' || CAST(p.posnr AS STRING), p._position,
  GREATEST(p._commit_time, o._commit_time),
  p.auftragnr, CAST(p.posnr AS INT), p.artnr, p.menge, p.geliefert,
  CASE p.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(p.einheit)
  END,
  CAST(p.preis * (100 - p.rabatt) / 100 AS DECIMAL(18, 6)),  -- what the customer pays
  o.waehrung,
  CAST(p.wunschtermin AS TIMESTAMP_LTZ(6)),
  CASE p.status
    WHEN 10 THEN 'draft'
    WHEN 20 THEN 'open'
    WHEN 30 THEN 'allocated'
    WHEN 40 THEN 'partly_shipped'
    WHEN 50 THEN 'shipped'
    WHEN 80 THEN 'closed'
    WHEN 90 THEN 'cancelled'
  END
FROM `distribution`.`distribution`.auftragposition AS p
JOIN `distribution`.`distribution`.auftrag AS o ON o.auftragnr = p.auftragnr;

INSERT INTO model.purchase_order (
  source_system, source_key, source_position, updated_at,
  order_number, party_key, location_key, status,
  ordered_at, expected_at, total_amount, currency)
SELECT
  'distribution', o.bestellnr, o._position, o._commit_time,
  o.bestellnr, o.gpnr, o.lagernr,
  CASE o.status
    WHEN 10 THEN 'draft'
    WHEN 20 THEN 'open'
    WHEN 40 THEN 'partly_received'
    WHEN 50 THEN 'received'
    WHEN 80 THEN 'closed'
    WHEN 90 THEN 'cancelled'
  END,
  CAST(o.bestelldatum AS TIMESTAMP_LTZ(6)),
  CAST(o.liefertermin AS TIMESTAMP_LTZ(6)),
  o.netto, o.waehrung
FROM `distribution`.`distribution`.bestellung AS o;

INSERT INTO model.purchase_order_line (
  source_system, source_key, source_position, updated_at,
  order_key, line_number, item_key, quantity_ordered, quantity_received, uom,
  unit_price, currency, expected_at, status)
SELECT
  'distribution', p.bestellnr || '/' || CAST(p.posnr AS STRING), p._position,
  GREATEST(p._commit_time, o._commit_time),
  p.bestellnr, CAST(p.posnr AS INT), p.artnr, p.menge, p.erhalten,
  CASE p.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(p.einheit)
  END,
  p.preis, o.waehrung,
  CAST(p.liefertermin AS TIMESTAMP_LTZ(6)),
  CASE p.status
    WHEN 10 THEN 'draft'
    WHEN 20 THEN 'open'
    WHEN 40 THEN 'partly_received'
    WHEN 50 THEN 'received'
    WHEN 80 THEN 'closed'
    WHEN 90 THEN 'cancelled'
  END
FROM `distribution`.`distribution`.bestellposition AS p
JOIN `distribution`.`distribution`.bestellung AS o ON o.bestellnr = p.bestellnr;
