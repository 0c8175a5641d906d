import { literal } from '../sql/text';

/** Where a key stands in a condition of one source. */
const own = (alias: string, system: string, column: string, key: string) =>
  `${alias}.source_system = ${literal(system)} AND ${alias}.${column} = ${literal(key)}`;

/** A row of the model as it is. */
export function rowOf(table: string, system: string, key: string): string {
  return `SELECT * FROM ${table} t WHERE ${own('t', system, 'source_key', key)}`;
}

/** What belongs to a shipment besides its own columns: names, and the order behind it. */
export function aroundSql(system: string, key: string): string {
  const order = (kind: string) => `model.${kind}_order ${kind}
    ON ${kind}.source_system = s.source_system AND ${kind}.source_key = s.order_key`;
  return `SELECT coalesce(sales.order_number, purchase.order_number, s.order_key), coalesce(sales.status, purchase.status),
  coalesce(sales.total_amount, purchase.total_amount), coalesce(sales.currency, purchase.currency),
  coalesce(sales.promised_at, purchase.expected_at),
  f.latitude, f.longitude, t.latitude, t.longitude, coalesce(f.name, s.from_location_key), coalesce(t.name, s.to_location_key), here.name
FROM model.shipment s
LEFT JOIN ${order('sales')} AND s.direction IS DISTINCT FROM 'inbound'
LEFT JOIN ${order('purchase')} AND s.direction = 'inbound'
LEFT JOIN (
  -- A partner's place, where the shipment names none.
  SELECT source_system, party_key, min(source_key) AS location_key
  FROM model.location WHERE party_key IS NOT NULL GROUP BY ALL
) home ON home.source_system = s.source_system AND home.party_key = s.party_key
LEFT JOIN model.location f ON f.source_system = s.source_system AND f.source_key =
  coalesce(s.from_location_key, CASE WHEN s.direction = 'inbound' THEN home.location_key END)
LEFT JOIN model.location t ON t.source_system = s.source_system AND t.source_key =
  coalesce(s.to_location_key, CASE WHEN s.direction = 'outbound' THEN home.location_key END)
LEFT JOIN model.shipment_progress p ON p.source_system = s.source_system AND p.source_key = s.source_key
LEFT JOIN model.location here ON here.source_system = s.source_system AND here.source_key = p.location_key
WHERE ${own('s', system, 'source_key', key)}`;
}

export const AROUND = {
  order: 0,
  orderStatus: 1,
  total: 2,
  currency: 3,
  promised: 4,
  fromLatitude: 5,
  fromLongitude: 6,
  toLatitude: 7,
  toLongitude: 8,
  from: 9,
  to: 10,
  here: 11,
} as const;

/** The sensors that travel with a shipment: the one that tells its progress first. */
export function sensorsSql(system: string, key: string): string {
  const source = literal(system);
  return `WITH found AS (
  SELECT sensor_key, 0 AS rank, uom FROM model.shipment_progress p
  WHERE ${own('p', system, 'source_key', key)} AND sensor_key IS NOT NULL
  UNION ALL
  SELECT s.source_key, 1, s.uom FROM model.sensor s WHERE s.source_system = ${source} AND (
    s.logistic_unit_key IN (SELECT source_key FROM model.logistic_unit u WHERE ${own('u', system, 'shipment_key', key)})
    OR s.equipment_key IN (SELECT equipment_key FROM model.shipment_leg g WHERE ${own('g', system, 'shipment_key', key)} AND equipment_key IS NOT NULL))
)
SELECT k.sensor_key, coalesce(s.name, k.sensor_key), s.kind, coalesce(s.uom, k.uom), s.lower_limit, s.upper_limit
FROM (SELECT sensor_key, min(rank) AS rank, max(uom) AS uom FROM found GROUP BY ALL) k
LEFT JOIN model.sensor s ON s.source_system = ${source} AND s.source_key = k.sensor_key
ORDER BY k.rank, k.sensor_key LIMIT 50`;
}

/** What has happened to a shipment, the newest first. */
export function eventsSql(system: string, key: string): string {
  return `SELECT e.source_key, e.kind, coalesce(e.classifier, 'actual'), e.occurred_at, coalesce(l.name, e.place),
  e.description, e.measured_value, e.uom, e.reason_code, e.latitude, e.longitude
FROM model.tracking_event e
LEFT JOIN model.location l ON l.source_system = e.source_system AND l.source_key = e.location_key
WHERE e.source_system = ${literal(system)} AND (e.shipment_key = ${literal(key)} OR e.logistic_unit_key IN (
  SELECT source_key FROM model.logistic_unit u WHERE ${own('u', system, 'shipment_key', key)}))
  AND e.kind <> 'position'
ORDER BY e.occurred_at DESC NULLS LAST, e.source_key LIMIT 300`;
}

export const EVENT = {
  key: 0,
  kind: 1,
  classifier: 2,
  at: 3,
  place: 4,
  text: 5,
  measured: 6,
  uom: 7,
  reason: 8,
  latitude: 9,
  longitude: 10,
} as const;

export function legsSql(system: string, key: string): string {
  return `SELECT g.source_key, g.leg_number, g.transport_mode, coalesce(f.name, g.from_place), coalesce(t.name, g.to_place),
  g.planned_departure_at, g.estimated_departure_at, g.departed_at, g.planned_arrival_at, g.estimated_arrival_at, g.arrived_at
FROM model.shipment_leg g
LEFT JOIN model.location f ON f.source_system = g.source_system AND f.source_key = g.from_location_key
LEFT JOIN model.location t ON t.source_system = g.source_system AND t.source_key = g.to_location_key
WHERE ${own('g', system, 'shipment_key', key)} ORDER BY g.leg_number LIMIT 50`;
}

/** What has been written about a shipment, the newest first. */
export function documentsSql(system: string, key: string): string {
  return `SELECT d.source_key, d.kind, d.title, d.body, d.url, d.media_type, d.author, d.written_at
FROM model.document d WHERE ${own('d', system, 'shipment_key', key)}
ORDER BY d.written_at DESC NULLS LAST, d.source_key LIMIT 100`;
}
