import { times, UNDER_WAY } from '../overview/queries';
import { containing, literal } from '../sql/text';
import type { Sort } from '../table/DataTable';

export type View = 'open' | 'astray' | 'done' | 'all';

export interface ShipmentFilter {
  view: View;
  text: string;
  system: string;
  status: string;
  direction: string;
  carrier: string;
  mode: string;
}

/** Positions of the columns in the answer. */
export const COLUMN = {
  system: 0,
  key: 1,
  number: 2,
  direction: 3,
  state: 4,
  party: 5,
  carrier: 6,
  mode: 7,
  value: 8,
  currency: 9,
  plannedDeparture: 10,
  departed: 11,
  plannedArrival: 12,
  estimated: 13,
  earliest: 14,
  latest: 15,
  arrived: 16,
  toGo: 17,
  moving: 18,
  silentSince: 19,
  beyondLimit: 20,
  measured: 21,
  uom: 22,
  trouble: 23,
  astray: 24,
  updated: 25,
  from: 26,
  to: 27,
  eventKind: 28,
  eventPlace: 29,
  eventAt: 30,
  eventText: 31,
} as const;

const SORTS: Record<string, string> = {
  number: 'number',
  state: 'state',
  party: 'party',
  carrier: 'carrier',
  mode: 'mode',
  direction: 'direction',
  value: 'value',
  departure: 'coalesce(departed_at, planned_departure_at)',
  plannedArrival: 'planned_arrival_at',
  arrival: 'coalesce(arrived_at, estimated_arrival_at, planned_arrival_at)',
  toGo: 'to_go_km',
  system: 'source_system',
  updated: 'updated_at',
};

/** Half an hour behind its plan a shipment is on time yet. */
const GRACE = 'INTERVAL 30 MINUTE';

/** The events that say what holds a shipment up, or that nothing does any more. */
const TELLING = `('stop', 'move', 'departure', 'gate_in', 'gate_out', 'customs', 'delay', 'arrival')`;

/** What a shipment without an order's total is worth: its lines at the order's price, else at cost. */
const LINES = `SELECT l.source_system, l.shipment_key,
    sum(${times('l.quantity', 'coalesce(so.unit_price, po.unit_price, i.unit_cost)')}) AS value,
    max(coalesce(so.currency, po.currency, i.currency)) AS currency
  FROM model.shipment_line l
  SEMI JOIN planned s ON s.source_system = l.source_system AND s.source_key = l.shipment_key AND s.total IS NULL
  LEFT JOIN model.sales_order_line so ON so.source_system = l.source_system AND so.source_key = l.order_line_key
  LEFT JOIN model.purchase_order_line po ON po.source_system = l.source_system AND po.source_key = l.order_line_key
  LEFT JOIN model.item i ON i.source_system = l.source_system AND i.source_key = l.item_key
  GROUP BY ALL`;

/**
 * Shipments with what is known of them. What a sensor has shown comes before what the ERP says;
 * without sensors the ERP's milestones are all.
 */
function shipments(where: string): string {
  return `WITH planned AS (
  SELECT s.*, coalesce(so.total_amount, po.total_amount) AS total, coalesce(so.currency, po.currency) AS currency
  FROM model.shipment s
  LEFT JOIN model.sales_order so ON so.source_system = s.source_system
    AND so.source_key = CASE WHEN s.direction = 'inbound' THEN NULL ELSE s.order_key END
  LEFT JOIN model.purchase_order po ON po.source_system = s.source_system
    AND po.source_key = CASE WHEN s.direction = 'inbound' THEN s.order_key END
  ${where}
), line AS (
  ${LINES}
), leg AS (
  SELECT source_system, shipment_key, coalesce(
    arg_min(transport_mode, leg_number) FILTER (WHERE status = 'in_transit'),
    arg_min(transport_mode, leg_number)) AS mode
  FROM model.shipment_leg GROUP BY ALL
), problem AS (
  -- What tracking itself has noticed is told from the figures.
  SELECT source_system, shipment_key, arg_max(title, CASE severity WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END) AS title
  FROM model.exception WHERE shipment_key IS NOT NULL AND status IN ('open', 'acknowledged')
    AND source_key NOT LIKE 'tracking/%' GROUP BY ALL
), known AS (
  SELECT s.source_system, s.source_key, coalesce(s.shipment_number, s.source_key) AS number, s.direction,
    CASE WHEN s.status IN ('delivered', 'cancelled') THEN s.status
      WHEN coalesce(p.arrived_at, s.arrived_at) IS NOT NULL THEN 'arrived'
      WHEN coalesce(p.departed_at, s.departed_at) IS NOT NULL THEN 'in_transit'
      ELSE s.status END AS state,
    coalesce(o.name, s.party_key) AS party, coalesce(s.carrier, c.name, s.carrier_key) AS carrier,
    coalesce(p.transport_mode, leg.mode) AS mode, coalesce(s.total, line.value) AS value, coalesce(s.currency, line.currency) AS currency,
    s.planned_departure_at, coalesce(p.departed_at, s.departed_at) AS departed_at, s.planned_arrival_at,
    coalesce(p.estimated_arrival_at, s.estimated_arrival_at) AS estimated_arrival_at, p.estimated_earliest_at, p.estimated_latest_at,
    coalesce(p.arrived_at, s.arrived_at) AS arrived_at, p.distance_to_go_km AS to_go_km, p.moving, p.silent_since, p.beyond_limit,
    p.measured_value, p.uom, problem.title AS trouble, p.late, s.updated_at, s.shipment_number, s.tracking_number,
    coalesce(f.name, s.from_location_key) AS from_place, coalesce(t.name, s.to_location_key) AS to_place
  FROM planned s
  LEFT JOIN model.shipment_progress p ON p.source_system = s.source_system AND p.source_key = s.source_key
  LEFT JOIN line ON line.source_system = s.source_system AND line.shipment_key = s.source_key
  LEFT JOIN leg ON leg.source_system = s.source_system AND leg.shipment_key = s.source_key
  LEFT JOIN problem ON problem.source_system = s.source_system AND problem.shipment_key = s.source_key
  LEFT JOIN model.party o ON o.source_system = s.source_system AND o.source_key = s.party_key
  LEFT JOIN model.party c ON c.source_system = s.source_system AND c.source_key = s.carrier_key
  LEFT JOIN model.location f ON f.source_system = s.source_system AND f.source_key = s.from_location_key
  LEFT JOIN model.location t ON t.source_system = s.source_system AND t.source_key = s.to_location_key
), judged AS (
  SELECT *, state NOT IN ('delivered', 'cancelled', 'arrived') AND coalesce(
    late OR beyond_limit OR silent_since IS NOT NULL OR trouble IS NOT NULL OR planned_arrival_at < now()
      OR estimated_arrival_at > planned_arrival_at + ${GRACE} OR (departed_at IS NULL AND planned_departure_at + ${GRACE} < now()),
    false) AS astray
  FROM known
)`;
}

function parts({ view, text, system, status, direction, carrier, mode }: ShipmentFilter) {
  // What the shipment itself tells is asked before anything is joined.
  const own: string[] = [];
  if (view === 'open' || view === 'astray') own.push(`s.status NOT IN ('delivered', 'cancelled')`);
  if (system) own.push(`s.source_system = ${literal(system)}`);
  if (direction) own.push(`s.direction = ${literal(direction)}`);
  const rest: string[] = [];
  if (view === 'open') rest.push(`state <> 'arrived'`);
  if (view === 'astray') rest.push('astray');
  if (view === 'done') rest.push(`state IN ('delivered', 'cancelled', 'arrived')`);
  if (status === 'under_way') rest.push(`state IN ${UNDER_WAY}`);
  else if (status) rest.push(`state = ${literal(status)}`);
  if (carrier) rest.push(`carrier ILIKE ${containing(carrier)}`);
  if (mode) rest.push(`mode = ${literal(mode)}`);
  if (text) {
    const like = containing(text);
    const columns = ['shipment_number', 'tracking_number', 'party', 'from_place', 'to_place'];
    rest.push(`(${columns.map((column) => `${column} ILIKE ${like}`).join(' OR ')})`);
  }
  const all = (conditions: string[]) =>
    conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return { from: shipments(all(own)), where: all(rest) };
}

const SELECTED = `source_system, source_key, number, direction, state, party, carrier, mode, value, currency,
  planned_departure_at, departed_at, planned_arrival_at, estimated_arrival_at, estimated_earliest_at, estimated_latest_at,
  arrived_at, to_go_km, moving, silent_since, beyond_limit, measured_value, uom, trouble, astray, updated_at, from_place, to_place`;

export function shipmentRows(filter: ShipmentFilter, sort: Sort): string {
  const { from, where } = parts(filter);
  const way = sort.descending ? 'DESC' : 'ASC';
  const by = SORTS[sort.column];
  const order = by ? `${by} ${way} NULLS LAST` : `astray ${way}, value ${way} NULLS LAST`;
  return `${from}
SELECT ${SELECTED}
FROM judged ${where}
ORDER BY ${order}, source_system, source_key`;
}

/** One shipment, as the list has it. */
export function shipmentRow(system: string, key: string): string {
  return withEvents(`${shipments(`WHERE s.source_system = ${literal(system)} AND s.source_key = ${literal(key)}`)}
SELECT ${SELECTED} FROM judged`);
}

/** Adds to some shipments what happened to them last; too dear to be asked of all. */
export function withEvents(page: string): string {
  return `WITH page AS MATERIALIZED (SELECT *, row_number() OVER () AS nth FROM (${page})), event AS (
  SELECT e.source_system, e.shipment_key, arg_max(struct_pack(kind := e.kind, place := coalesce(l.name, e.place),
    at := e.occurred_at, text := e.description), e.occurred_at) AS last
  FROM model.tracking_event e
  SEMI JOIN page ON page.source_system = e.source_system AND page.source_key = e.shipment_key
  LEFT JOIN model.location l ON l.source_system = e.source_system AND l.source_key = e.location_key
  WHERE e.kind IN ${TELLING} AND coalesce(e.classifier, 'actual') = 'actual'
  GROUP BY ALL
)
SELECT page.* EXCLUDE nth, event.last.kind, event.last.place, event.last.at, event.last.text
FROM page LEFT JOIN event ON event.source_system = page.source_system AND event.shipment_key = page.source_key
ORDER BY nth`;
}

/** How many shipments, and how many of them are late or at risk. */
export function shipmentCount(filter: ShipmentFilter): string {
  const { from, where } = parts(filter);
  return `${from}
SELECT count(*), count(*) FILTER (WHERE astray) FROM judged ${where}`;
}
