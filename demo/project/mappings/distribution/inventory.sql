-- This ERP keeps no balances: what lies in a warehouse is the sum of all that was ever booked
-- there. The sums are kept up to date as bookings arrive; one booking moves one balance.

INSERT INTO model.inventory_balance (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity_on_hand, quantity_reserved, uom)
SELECT
  'distribution', b.artnr || '/' || b.lagernr,
  GREATEST(b.newest_position, COALESCE(r.newest_position, b.newest_position)),
  GREATEST(b.newest_commit, COALESCE(r.newest_commit, b.newest_commit), a._commit_time),
  b.artnr, b.lagernr,
  CAST(b.on_hand AS DECIMAL(18, 6)),
  CAST(COALESCE(r.reserved, 0) AS DECIMAL(18, 6)),
  CASE a.einheit
    WHEN 'STK' THEN 'pc' WHEN 'SET' THEN 'pc' WHEN 'MTR' THEN 'm' WHEN 'KGM' THEN 'kg'
    ELSE LOWER(a.einheit)
  END
FROM (
  SELECT
    artnr, lagernr,
    SUM(menge) AS on_hand,
    MAX(_position) AS newest_position,
    MAX(_commit_time) AS newest_commit
  FROM `distribution`.`distribution`.lagerbewegung
  GROUP BY artnr, lagernr
) AS b
-- Most stock is not promised to anybody: no reservation, no row, hence LEFT JOIN.
LEFT JOIN (
  SELECT
    artnr, lagernr,
    SUM(menge) AS reserved,
    MAX(_position) AS newest_position,
    MAX(_commit_time) AS newest_commit
  FROM `distribution`.`distribution`.reservierung
  GROUP BY artnr, lagernr
) AS r ON r.artnr = b.artnr AND r.lagernr = b.lagernr
JOIN `distribution`.`distribution`.artikel AS a ON a.artnr = b.artnr;

INSERT INTO model.inventory_movement (
  source_system, source_key, source_position, updated_at,
  item_key, location_key, quantity, kind, reference, occurred_at)
SELECT
  'distribution',
  CAST(m.jahr AS STRING) || '/' || CAST(m.belegnr AS STRING) || '/' || CAST(m.posnr AS STRING),
  m._position, m._commit_time,
  m.artnr, m.lagernr, m.menge,
  CASE m.bewegungsart
    WHEN 101 THEN 'receipt'
    WHEN 201 THEN 'issue'
    WHEN 301 THEN 'transfer'
    WHEN 701 THEN 'count'
    ELSE 'adjustment'  -- 561: carried forward from the year before
  END,
  m.bezug,
  CAST(m.gebucht AS TIMESTAMP_LTZ(6))  -- a DATETIME has no zone; this ERP writes UTC
FROM `distribution`.`distribution`.lagerbewegung AS m;
