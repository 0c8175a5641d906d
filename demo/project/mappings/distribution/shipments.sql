-- What is on its way. WA (Warenausgang) leaves, WE (Wareneingang) comes in, UM (Umlagerung) moves
-- between the company's own warehouses.

INSERT INTO model.shipment (
  source_system, source_key, source_position, updated_at,
  shipment_number, direction, order_key, party_key, from_location_key, to_location_key,
  carrier, tracking_number, status,
  planned_departure_at, departed_at, planned_arrival_at, arrived_at)
SELECT
  'distribution', l.liefernr, l._position,
  GREATEST(l._commit_time, COALESCE(s._commit_time, l._commit_time)),
  l.liefernr,
  CASE l.art WHEN 'WA' THEN 'outbound' WHEN 'WE' THEN 'inbound' ELSE 'transfer' END,
  COALESCE(l.auftragnr, l.bestellnr),
  l.gpnr, l.von_lager, l.nach_lager,
  s.name1,  -- the carrier is a business partner like any other
  l.sendungsnr,
  CASE l.status
    WHEN 0 THEN 'planned'
    WHEN 1 THEN 'picked'
    WHEN 2 THEN 'in_transit'
    WHEN 3 THEN 'delivered'
    WHEN 9 THEN 'cancelled'
  END,
  CAST(l.abgang_soll AS TIMESTAMP_LTZ(6)),
  CAST(l.abgang_ist AS TIMESTAMP_LTZ(6)),
  CAST(l.ankunft_soll AS TIMESTAMP_LTZ(6)),
  CAST(l.ankunft_ist AS TIMESTAMP_LTZ(6))
FROM `distribution`.`distribution`.lieferung AS l
LEFT JOIN `distribution`.`distribution`.geschaeftspartner AS s ON s.gpnr = l.spediteur;

-- What dispatchers and drivers write about a shipment.
INSERT INTO model.document (
  source_system, source_key, source_position, updated_at,
  kind, title, body, author, written_at, shipment_key)
SELECT
  'distribution', liefernr || '/' || CAST(lfdnr AS STRING), _position, _commit_time,
  'log', 'Lieferung ' || liefernr, hinweis, verfasser, CAST(erfasst AS TIMESTAMP_LTZ(6)), liefernr
FROM `distribution`.`distribution`.lieferhinweis;

INSERT INTO model.shipment_line (
  source_system, source_key, source_position, updated_at,
  shipment_key, line_number, order_line_key, item_key, quantity, uom)
SELECT
  'distribution', p.liefernr || '/' || CAST(p.posnr AS STRING), p._position,
  GREATEST(p._commit_time, l._commit_time),
  p.liefernr, CAST(p.posnr AS INT),
  COALESCE(l.auftragnr, l.bestellnr) || '/' || CAST(p.bezugspos AS STRING),
  p.artnr, p.menge,
  CASE p.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(p.einheit)
  END
FROM `distribution`.`distribution`.lieferposition AS p
JOIN `distribution`.`distribution`.lieferung AS l ON l.liefernr = p.liefernr;
