// What is under way in the stub: legs, sensors and their readings, events, exceptions, documents.
const Q = 'DECIMAL(18,6)';
const M = 'DECIMAL(18,2)';
const T = 'TIMESTAMPTZ';

export const TRANSPORT = {
  shipment_leg: `shipment_key VARCHAR, leg_number INT, transport_mode VARCHAR, carrier_key VARCHAR, from_location_key VARCHAR, to_location_key VARCHAR, from_place VARCHAR, to_place VARCHAR, equipment_key VARCHAR, vehicle VARCHAR, vessel_imo VARCHAR, voyage_number VARCHAR, status VARCHAR, planned_departure_at ${T}, estimated_departure_at ${T}, departed_at ${T}, planned_arrival_at ${T}, estimated_arrival_at ${T}, arrived_at ${T}`,
  shipment_progress: `status VARCHAR, transport_mode VARCHAR, sensor_key VARCHAR, latitude DOUBLE, longitude DOUBLE, position_at ${T}, location_key VARCHAR, moving BOOLEAN, silent_since ${T}, departed_at ${T}, arrived_at ${T}, estimated_arrival_at ${T}, estimated_earliest_at ${T}, estimated_latest_at ${T}, planned_arrival_at ${T}, delay_hours DOUBLE, late BOOLEAN, distance_done_km DOUBLE, distance_to_go_km DOUBLE, measured_value DOUBLE, uom VARCHAR, beyond_limit BOOLEAN`,
  tracking_event: `kind VARCHAR, classifier VARCHAR, shipment_key VARCHAR, shipment_leg_key VARCHAR, logistic_unit_key VARCHAR, equipment_key VARCHAR, sensor_key VARCHAR, location_key VARCHAR, place VARCHAR, latitude DOUBLE, longitude DOUBLE, occurred_at ${T}, recorded_at ${T}, business_step VARCHAR, disposition VARCHAR, measured_value DOUBLE, uom VARCHAR, reason_code VARCHAR, description VARCHAR, reference VARCHAR`,
  exception: `kind VARCHAR, severity VARCHAR, status VARCHAR, title VARCHAR, item_key VARCHAR, location_key VARCHAR, party_key VARCHAR, sales_order_key VARCHAR, purchase_order_key VARCHAR, work_order_key VARCHAR, shipment_key VARCHAR, quantity ${Q}, uom VARCHAR, delay_hours DOUBLE, amount_at_risk ${M}, currency VARCHAR, detected_at ${T}, starts_at ${T}, resolved_at ${T}`,
  logistic_unit: `sscc VARCHAR, unit_number VARCHAR, kind VARCHAR, parent_key VARCHAR, shipment_key VARCHAR, shipment_line_key VARCHAR, equipment_key VARCHAR, location_key VARCHAR, item_key VARCHAR, quantity ${Q}, uom VARCHAR, lot_number VARCHAR, gross_weight_kg ${Q}, volume_m3 ${Q}, packed_at ${T}`,
  sensor: `name VARCHAR, device_id VARCHAR, kind VARCHAR, uom VARCHAR, equipment_key VARCHAR, location_key VARCHAR, logistic_unit_key VARCHAR, lower_limit DOUBLE, upper_limit DOUBLE, active BOOLEAN`,
  sensor_reading: `sensor_key VARCHAR, measured_at ${T}, measured_value DOUBLE, min_value DOUBLE, max_value DOUBLE, text_value VARCHAR, uom VARCHAR, latitude DOUBLE, longitude DOUBLE, speed_kmh DOUBLE, heading_deg DOUBLE, accuracy_m DOUBLE, alarm BOOLEAN`,
  geofence: `location_key VARCHAR, latitude DOUBLE, longitude DOUBLE, radius_m DOUBLE, boundary VARCHAR, active BOOLEAN`,
  document: `kind VARCHAR, title VARCHAR, body VARCHAR, url VARCHAR, media_type VARCHAR, author VARCHAR, written_at ${T}, shipment_key VARCHAR, sales_order_key VARCHAR, purchase_order_key VARCHAR, item_key VARCHAR, party_key VARCHAR, location_key VARCHAR, equipment_key VARCHAR, reference VARCHAR`,
};

const PLACES = {
  plant: [
    ['Stuttgart plant', 'plant', 'Stuttgart', 'DE', 48.78, 9.18],
    ['Linz plant', 'plant', 'Linz', 'AT', 48.31, 14.29],
    ['Gdańsk warehouse', 'warehouse', 'Gdańsk', 'PL', 54.35, 18.65],
    ['Terminal Lyon', 'terminal', 'Lyon', 'FR', 45.76, 4.84],
    ['Turin yard', 'terminal', 'Turin', 'IT', 45.07, 7.69],
    ['Brno depot', 'terminal', 'Brno', 'CZ', 49.2, 16.61],
    ['Port of Suva', 'terminal', 'Suva', 'FJ', -18.14, 178.44],
  ],
  distribution: [
    ['Hamburg warehouse', 'warehouse', 'Hamburg', 'DE', 53.55, 9.99],
    ['Rotterdam warehouse', 'warehouse', 'Rotterdam', 'NL', 51.92, 4.48],
    ['Lyon store', 'store', 'Lyon', 'FR', 45.75, 4.85],
    ['Malmö depot', 'terminal', 'Malmö', 'SE', 55.6, 13.0],
    ['Bilbao port', 'terminal', 'Bilbao', 'ES', 43.26, -2.93],
    ['Basel yard', 'terminal', 'Basel', 'CH', 47.56, 7.59],
  ],
};
const SITES = 3;
/** Of so many the way can be played back. */
const TRACKED = 60;

const texts = (values) => `[${values.map((v) => `'${v}'`).join(',')}]`;

/** Rows of model.location: sites, and the places of others. */
export function places(source) {
  const column = (at) => PLACES[source].map((place) => place[at]);
  const of = (at) => `${texts(column(at))}[i]`;
  return {
    count: PLACES[source].length,
    select: `${of(0)}, ${of(1)}, NULL, NULL, ${of(3)}, ${of(2)}, [${column(4)}][i], [${column(5)}][i], true`,
  };
}

/** The key of the place a shipment goes to, or comes from. */
export function otherPlace(source, pre) {
  return `'${pre}' || (${SITES + 1} + hash(i, 'to') % ${PLACES[source].length - SITES})`;
}

/** Fills a table by the names of its columns; what every row has is added. */
const filler = (run, source) => (table, key, columns, from) =>
  run(
    `INSERT INTO model.${table} BY NAME SELECT '${source}' AS source_system, ${key} AS source_key, now() AS updated_at,
    lpad(to_hex(hash(${key})), 40, '0') AS source_position, '' AS _position, now() AS _commit_time, ${columns} FROM ${from}`,
  );

/** What is under way, with both its ends. A quarter is late. */
const way = (source) => `SELECT s.*, row_number() OVER (ORDER BY planned_departure_at DESC) AS i,
  f.latitude AS lat0, f.longitude AS lon0, t.latitude AS lat1, t.longitude AS lon1, t.name AS to_name,
  CASE hash(s.source_key, 'mode') % 6 WHEN 0 THEN 'rail' WHEN 1 THEN 'sea' WHEN 2 THEN 'air' ELSE 'road' END AS mode,
  CASE WHEN hash(s.source_key, 'late') % 4 = 0 THEN 2 + (hash(s.source_key, 'h') % 9)::INT ELSE 0 END AS delay
FROM model.shipment s
JOIN model.location f ON f.source_system = s.source_system AND f.source_key = s.from_location_key
JOIN model.location t ON t.source_system = s.source_system AND t.source_key = s.to_location_key
WHERE s.source_system = '${source}' AND s.status = 'in_transit' AND s.departed_at IS NOT NULL`;

/** The part of its way that a shipment has behind it at a time: 40 hours, two of them at rest. */
const part = (
  at,
) => `CASE WHEN epoch(${at} - departed_at) < 64800 THEN epoch(${at} - departed_at) / 144000
  ELSE least(greatest(0.45, epoch(${at} - departed_at) / 144000 - 0.05), 0.98) END`;
const latitude = (p) => `lat0 + (lat1 - lat0) * ${p} + 1.2 * sin(3.14159 * ${p})`;
const longitude = (p) => `lon0 + (lon1 - lon0) * ${p} + sin(3.14159 * ${p})`;

export async function fillTransport(run, source) {
  const fill = filler(run, source);
  await run(`CREATE OR REPLACE TEMP TABLE way AS ${way(source)}`);
  await run(`CREATE OR REPLACE TEMP TABLE now_at AS SELECT *, ${part('now()')} AS p FROM way`);
  await fill(
    'shipment_leg',
    `source_key || '/1'`,
    `source_key AS shipment_key, 1 AS leg_number, mode AS transport_mode, from_location_key, to_location_key,
    upper(mode) || '-' || source_key AS vehicle, status, planned_departure_at, departed_at, planned_arrival_at`,
    'way',
  );
  await fill(
    'shipment_progress',
    'source_key',
    `'in_transit' AS status, mode AS transport_mode, 'T-' || source_key AS sensor_key, ${latitude('p')} AS latitude, ${longitude('p')} AS longitude,
    now() - to_seconds(i % 50) AS position_at, CASE WHEN i % 11 = 0 THEN to_location_key END AS location_key, p <> 0.45 AS moving, CASE WHEN i % 17 = 0 THEN now() - INTERVAL 95 MINUTE END AS silent_since, departed_at,
    planned_arrival_at + to_hours(delay) AS estimated_arrival_at, planned_arrival_at + to_hours(delay) - to_minutes(40) AS estimated_earliest_at,
    planned_arrival_at + to_hours(delay) + to_minutes(70) AS estimated_latest_at, planned_arrival_at, delay AS delay_hours, delay > 0 AS late,
    1240 * p AS distance_done_km, 1240 * (1 - p) AS distance_to_go_km, CASE WHEN i % 14 = 1 THEN 11.4 ELSE 5.2 END AS measured_value, 'cel' AS uom, i % 14 = 1 AS beyond_limit`,
    'now_at WHERE i % 7 <> 5',
  );
  await fill(
    'sensor',
    `'T-' || source_key`,
    `'Logger ' || source_key AS name, 'temperature' AS kind, 'cel' AS uom, 2 AS lower_limit, 8 AS upper_limit, true AS active`,
    'way',
  );
  await fill(
    'sensor_reading',
    `'T-' || source_key || '/' || epoch(t)`,
    `'T-' || source_key AS sensor_key, t AS measured_at, 'cel' AS uom, ${latitude('p')} AS latitude, ${longitude('p')} AS longitude,
    5 + 1.5 * sin(epoch(t) / 9000) + (hash(t) % 10) / 20.0 + CASE WHEN i % 14 = 1 AND epoch(t - departed_at) > 64800 THEN 5 ELSE 0 END AS measured_value,
    CASE WHEN p = 0.45 THEN 0 ELSE 74 END AS speed_kmh, 8 AS accuracy_m`,
    `(SELECT *, ${part('t')} AS p FROM (SELECT *, unnest(range(departed_at, now(), INTERVAL 4 MINUTE)) AS t FROM way WHERE i <= ${TRACKED}))`,
  );
  const event = (kind, seconds, columns, where = 'true') =>
    fill(
      'tracking_event',
      `source_key || '/${kind}/${seconds}'`,
      `'${kind}' AS kind, 'actual' AS classifier, source_key AS shipment_key, 'T-' || source_key AS sensor_key,
      departed_at + to_seconds(${seconds}) AS occurred_at, departed_at + to_seconds(${seconds + 8}) AS recorded_at, ${columns}`,
      `(SELECT *, ${part(`departed_at + to_seconds(${seconds})`)} AS p FROM way) WHERE departed_at + to_seconds(${seconds}) < now() AND ${where}`,
    );
  const there = `${latitude('p')} AS latitude, ${longitude('p')} AS longitude`;
  await event('gate_out', 0, `from_location_key AS location_key, ${there}`);
  await event('departure', 0, `from_location_key AS location_key, ${there}`);
  await event('stop', 64800, `'DELEJ' AS place, ${there}`);
  await event('condition', 66000, `${there}, 11.4 AS measured_value, 'cel' AS uom`, 'i % 14 = 1');
  await event('move', 72000, `'DELEJ' AS place, ${there}`, 'i % 3 > 0');
  await event('silence', 90000, there, 'i % 17 = 0');
  for (const [kind, hours] of [
    ['gate_in', 0],
    ['gate_out', 5],
  ]) {
    await fill(
      'tracking_event',
      `source_key || '/${kind}'`,
      `'${kind}' AS kind, 'actual' AS classifier, source_key AS shipment_key, to_location_key AS location_key,
      arrived_at + to_minutes(${hours * 12} * (1 + (hash(source_key) % 40)::INT)) AS occurred_at`,
      `model.shipment WHERE source_system = '${source}' AND status = 'delivered'`,
    );
  }
  await fill(
    'exception',
    `'X-' || source_key`,
    `'condition' AS kind, 'critical' AS severity, 'open' AS status, 'Cold chain broken: 11.4 °C for 20 min' AS title, source_key AS shipment_key,
    departed_at + INTERVAL 19 HOUR AS detected_at, 1200 AS amount_at_risk, 'EUR' AS currency`,
    'way WHERE i % 14 = 1',
  );
  await fill(
    'geofence',
    `'site/' || source_key`,
    `source_key AS location_key, latitude, longitude, 800 AS radius_m, true AS active`,
    `model.location WHERE source_system = '${source}' AND kind <> 'terminal'`,
  );
  await fill(
    'document',
    `'L-' || source_key || '/' || n`,
    `['log', 'note', 'document'][n] AS kind, ['Driver called', 'Customer informed', 'Waybill'][n] AS title,
    ['Rest area is full, goes on to the next one. Arrival about an hour later.', 'Spoke to goods-in; they keep dock 4 free until 18:00.', NULL][n] AS body,
    CASE WHEN n = 3 THEN 'https://example.com/waybills/' || source_key || '.pdf' END AS url, CASE WHEN n = 3 THEN 'application/pdf' END AS media_type,
    ['M. Keller', 'J. Brandt', 'DSV'][n] AS author, departed_at + to_hours(n) AS written_at, source_key AS shipment_key`,
    '(SELECT *, unnest([1, 2, 3]) AS n FROM way WHERE i % 2 = 0)',
  );
}

/** Writes the border of a place, or removes it without a shape. */
export async function drawBorder(run, source, place, shape) {
  const text = (value) => `'${String(value).replaceAll("'", "''")}'`;
  await run(
    `DELETE FROM model.geofence WHERE source_system = ${text(source)} AND source_key = ${text(`drawn/${place}`)}`,
  );
  if (!shape) return;
  const value = (name) => (shape[name] === undefined ? 'NULL' : text(shape[name]));
  await filler(run, source)(
    'geofence',
    text(`drawn/${place}`),
    `${text(place)} AS location_key, ${value('latitude')} AS latitude, ${value('longitude')} AS longitude,
    ${value('radius_m')} AS radius_m, ${value('boundary')} AS boundary, true AS active`,
    '(SELECT 1)',
  );
}

/** Adds a note to a shipment. */
export async function addNote(run, { system, body, shipment_key: shipment }) {
  const text = (value) => `'${String(value).replaceAll("'", "''")}'`;
  await filler(run, system)(
    'document',
    text(`added/${Date.now()}`),
    `'note' AS kind, ${text(body)} AS body, now() AS written_at, ${text(shipment)} AS shipment_key`,
    '(SELECT 1)',
  );
}
