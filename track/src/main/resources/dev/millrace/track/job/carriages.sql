-- Which sensor travels with which shipment, and what is planned for that. A sensor sits on a
-- logistic unit or on equipment; a unit, or a unit in it, belongs to a shipment; equipment carries
-- units, or a leg of a shipment.
-- Empty keys are left out before they are joined: Flink would hold all of them against one another.
WITH on_unit AS (
  SELECT source_system, source_key, logistic_unit_key
  FROM model.sensor
  WHERE logistic_unit_key IS NOT NULL AND active IS DISTINCT FROM FALSE
),
on_equipment AS (
  SELECT source_system, source_key, equipment_key
  FROM model.sensor
  WHERE equipment_key IS NOT NULL AND active IS DISTINCT FROM FALSE
),
aboard AS (
  SELECT s.source_system, s.source_key AS sensor_key, u.shipment_key, u.updated_at
  FROM on_unit AS s
  JOIN model.logistic_unit AS u
    ON u.source_system = s.source_system AND u.source_key = s.logistic_unit_key
  WHERE u.shipment_key IS NOT NULL
  UNION ALL
  SELECT s.source_system, s.source_key, u.shipment_key, u.updated_at
  FROM on_unit AS s
  JOIN model.logistic_unit AS u
    ON u.source_system = s.source_system AND u.parent_key = s.logistic_unit_key
  WHERE u.parent_key IS NOT NULL AND u.shipment_key IS NOT NULL
  UNION ALL
  SELECT s.source_system, s.source_key, u.shipment_key, u.updated_at
  FROM on_equipment AS s
  JOIN model.logistic_unit AS u
    ON u.source_system = s.source_system AND u.equipment_key = s.equipment_key
  WHERE u.equipment_key IS NOT NULL AND u.shipment_key IS NOT NULL
  UNION ALL
  SELECT s.source_system, s.source_key, l.shipment_key, l.updated_at
  FROM on_equipment AS s
  JOIN model.shipment_leg AS l
    ON l.source_system = s.source_system AND l.equipment_key = s.equipment_key
  WHERE l.equipment_key IS NOT NULL AND l.status = 'in_transit' AND l.shipment_key IS NOT NULL
),
carriage AS (
  SELECT source_system, sensor_key, shipment_key, MIN(updated_at) AS since
  FROM aboard
  GROUP BY source_system, sensor_key, shipment_key
),
-- A partner's place: of several the first.
home AS (
  SELECT source_system, party_key, MIN(source_key) AS location_key
  FROM model.location
  WHERE party_key IS NOT NULL
  GROUP BY source_system, party_key
),
-- How a shipment travels: on the leg that is under way, else on the next one.
travel AS (
  SELECT source_system, shipment_key,
    SUBSTRING(MIN(
      CASE status WHEN 'in_transit' THEN '0' WHEN 'planned' THEN '1' ELSE '2' END
        || transport_mode) FROM 2) AS transport_mode
  FROM model.shipment_leg
  WHERE transport_mode IS NOT NULL AND status IS DISTINCT FROM 'cancelled'
  GROUP BY source_system, shipment_key
)
SELECT
  c.source_system, c.sensor_key, c.shipment_key, c.since,
  sh.status, sh.planned_departure_at, sh.departed_at, sh.planned_arrival_at, sh.arrived_at,
  -- A part of a place is where the place is.
  COALESCE(
    CASE WHEN o.kind = 'zone' OR o.latitude IS NULL THEN o.parent_key END,
    sh.from_location_key,
    CASE WHEN sh.direction = 'inbound' THEN home.location_key END) AS from_key,
  COALESCE(
    CASE WHEN d.kind = 'zone' OR d.latitude IS NULL THEN d.parent_key END,
    sh.to_location_key,
    CASE WHEN sh.direction = 'outbound' THEN home.location_key END) AS to_key,
  COALESCE(carrier.name, sh.carrier) AS carrier,
  customer.name AS customer,
  travel.transport_mode,
  COALESCE(so.total_amount, po.total_amount) AS amount,
  COALESCE(so.currency, po.currency) AS currency
FROM carriage AS c
JOIN model.shipment AS sh
  ON sh.source_system = c.source_system AND sh.source_key = c.shipment_key
LEFT JOIN model.location AS o
  ON o.source_system = sh.source_system AND o.source_key = sh.from_location_key
LEFT JOIN model.location AS d
  ON d.source_system = sh.source_system AND d.source_key = sh.to_location_key
LEFT JOIN model.party AS customer
  ON customer.source_system = sh.source_system AND customer.source_key = sh.party_key
LEFT JOIN model.party AS carrier
  ON carrier.source_system = sh.source_system AND carrier.source_key = sh.carrier_key
LEFT JOIN model.sales_order AS so
  ON so.source_system = sh.source_system AND so.source_key = sh.order_key
    AND sh.direction = 'outbound'
LEFT JOIN model.purchase_order AS po
  ON po.source_system = sh.source_system AND po.source_key = sh.order_key
    AND sh.direction = 'inbound'
LEFT JOIN home
  ON home.source_system = sh.source_system AND home.party_key = sh.party_key
LEFT JOIN travel
  ON travel.source_system = sh.source_system AND travel.shipment_key = sh.source_key
