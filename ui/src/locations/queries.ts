import { containing, literal } from '../sql/text';

/** So many places are listed; a filter finds those beyond. */
export const MOST_PLACES = 5000;

/** In metres, as the tracking job has it where nobody has drawn a border; a zone has none. */
const RADII: Record<string, number> = { plant: 500, warehouse: 400, store: 150, terminal: 3000 };
const RADIUS = 300;

export function radiusOf(kind: string): number {
  return RADII[kind] ?? RADIUS;
}

/** The border that counts for each place: the one drawn here before that of its source. */
const FENCES = `SELECT source_system, location_key,
    arg_max(struct_pack(key := source_key, latitude := latitude, longitude := longitude, radius := radius_m,
      polygon := boundary IS NOT NULL), starts_with(source_key, 'drawn/')) AS fence
  FROM model.geofence WHERE active IS DISTINCT FROM false GROUP BY ALL`;

export interface PlaceFilter {
  text: string;
  system: string;
  kind: string;
}

export function placesSql({ text, system, kind }: PlaceFilter): string {
  const where = ['l.active IS DISTINCT FROM false'];
  if (system) where.push(`l.source_system = ${literal(system)}`);
  if (kind) where.push(`l.kind = ${literal(kind)}`);
  if (text) {
    const like = containing(text);
    const columns = ['l.name', 'l.city', 'l.source_key', 'l.country_code'];
    where.push(`(${columns.map((column) => `${column} ILIKE ${like}`).join(' OR ')})`);
  }
  return `WITH fences AS (
  ${FENCES}
), present AS (
  SELECT source_system, location_key, count(*) AS shipments
  FROM model.shipment_progress WHERE location_key IS NOT NULL GROUP BY ALL
)
SELECT l.source_system, l.source_key, coalesce(l.name, l.source_key), l.kind, l.city, l.country_code, l.latitude, l.longitude,
  f.fence.key, f.fence.latitude, f.fence.longitude, f.fence.radius, f.fence.polygon, coalesce(n.shipments, 0)
FROM model.location l
LEFT JOIN fences f ON f.source_system = l.source_system AND f.location_key = l.source_key
LEFT JOIN present n ON n.source_system = l.source_system AND n.location_key = l.source_key
WHERE ${where.join(' AND ')}
ORDER BY coalesce(l.name, l.source_key), l.source_system, l.source_key LIMIT ${MOST_PLACES}`;
}

export const PLACE = {
  system: 0,
  key: 1,
  name: 2,
  kind: 3,
  city: 4,
  country: 5,
  latitude: 6,
  longitude: 7,
  fence: 8,
  fenceLatitude: 9,
  fenceLongitude: 10,
  radius: 11,
  polygon: 12,
  present: 13,
  /** Added from {@link DWELL}. */
  visits: 14,
  median: 15,
  p90: 16,
} as const;

/** How long whatever came to each place stayed, over the last 30 days, in milliseconds. */
export const DWELL = `WITH passed AS (
  SELECT source_system, location_key, kind, occurred_at,
    lead(kind) OVER visits AS next_kind, lead(occurred_at) OVER visits AS left_at
  FROM model.tracking_event
  WHERE kind IN ('gate_in', 'gate_out') AND coalesce(classifier, 'actual') = 'actual'
    AND location_key IS NOT NULL AND occurred_at > now() - INTERVAL 30 DAY
  WINDOW visits AS (PARTITION BY source_system, location_key,
    coalesce(shipment_key, logistic_unit_key, equipment_key, sensor_key) ORDER BY occurred_at)
)
SELECT source_system, location_key, count(*) AS visits,
  median(epoch_ms(left_at) - epoch_ms(occurred_at)) AS median,
  quantile_cont(epoch_ms(left_at) - epoch_ms(occurred_at), 0.9) AS p90
FROM passed WHERE kind = 'gate_in' AND next_kind = 'gate_out' GROUP BY ALL`;

/** The border of a place in full, where there is one. */
export function fenceSql(system: string, key: string): string {
  return `SELECT source_key, latitude, longitude, radius_m, boundary FROM model.geofence
WHERE source_system = ${literal(system)} AND location_key = ${literal(key)} AND active IS DISTINCT FROM false
ORDER BY starts_with(source_key, 'drawn/') DESC, source_key LIMIT 1`;
}

/** The shipments that are in a place now. */
export function presentSql(system: string, key: string): string {
  return `SELECT s.source_key, coalesce(s.shipment_number, s.source_key), s.direction, s.carrier, p.position_at
FROM model.shipment_progress p
JOIN model.shipment s ON s.source_system = p.source_system AND s.source_key = p.source_key
WHERE p.source_system = ${literal(system)} AND p.location_key = ${literal(key)}
ORDER BY p.position_at DESC, s.source_key LIMIT 50`;
}
