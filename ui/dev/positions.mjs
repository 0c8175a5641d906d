// Made-up sensors on their ways between cities, as /api/positions shows them.
import { latLngToCell } from 'h3-js';

const CITIES = [
  [51.51, 7.46],
  [53.55, 9.99],
  [48.14, 11.58],
  [52.37, 4.9],
  [48.86, 2.35],
  [45.46, 9.19],
  [50.08, 14.44],
  [52.23, 21.01],
  [40.42, -3.7],
  [59.33, 18.07],
  [51.51, -0.13],
  [47.5, 19.04],
];
const PORTS = [
  [51.95, 3.9],
  [31.2, 122.2],
  [1.2, 103.8],
  [40.4, -73.9],
  [-33.9, 151.4],
  [33.6, -118.4],
];
const MODES = ['road', 'road', 'road', 'road', 'rail', 'sea', 'air', 'parcel'];
const MILES = 111.2;

/** The same numbers at each start. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export class Fleet {
  constructor(size) {
    const next = random(7);
    const pick = (list) => list[Math.floor(next() * list.length)];
    this.sensors = Array.from({ length: size }, (_, number) => {
      const mode = pick(MODES);
      const places = mode === 'sea' ? PORTS : CITIES;
      const speed = { sea: 33, air: 780, rail: 90 }[mode] ?? 72;
      return {
        number,
        source: 'fleet',
        sensor: `${mode === 'sea' ? 'BOX' : mode === 'air' ? 'ULD' : 'TRK'}-${String(10_000 + number)}`,
        from: pick(places),
        to: pick(places),
        part: next(),
        aside: next() - 0.5,
        speed: next() < 0.25 ? 0 : speed * (0.7 + 0.5 * next()),
        silent: next() < 0.03,
        time: Date.now() - Math.floor(next() * (next() < 0.05 ? 7_200_000 : 60_000)),
        late: next() < 0.04,
        beyond: next() < 0.015,
        value: mode === 'sea' || next() < 0.3 ? 2 + 6 * next() : null,
        mode,
        carrier: pick(['Rhenus', 'Maersk', 'DHL', 'DB Schenker']),
        customer: pick(['Nordmarkt', 'Alpina', 'Hansa Bau']),
      };
    });
    this.sensors.forEach((sensor) => this.place(sensor));
    setInterval(() => this.move(), 500);
  }

  place(sensor) {
    const { from, to, part, aside } = sensor;
    const bow = Math.sin(part * Math.PI) * aside * 3;
    const at = (p) => [from[0] + (to[0] - from[0]) * p, from[1] + (to[1] - from[1]) * p];
    const [latitude, longitude] = at(part);
    sensor.latitude = latitude + bow + aside * 0.15;
    sensor.longitude = longitude + bow + aside * 0.2;
    const narrow = Math.cos((latitude * Math.PI) / 180);
    sensor.heading =
      Math.round((Math.atan2((to[1] - from[1]) * narrow, to[0] - from[0]) * 180) / Math.PI + 360) %
      360;
  }

  /** A tenth of them reports. */
  move() {
    for (const sensor of this.sensors) {
      if (sensor.silent || Math.random() > 0.1) continue;
      sensor.time = Date.now();
      if (sensor.speed === 0) continue;
      const way = Math.hypot(sensor.to[0] - sensor.from[0], sensor.to[1] - sensor.from[1]) * MILES;
      sensor.part += ((sensor.speed / 3600) * 5) / Math.max(1, way);
      if (sensor.part > 1) [sensor.part, sensor.from, sensor.to] = [0, sensor.to, sensor.from];
      this.place(sensor);
    }
  }

  within(query) {
    const number = (name) => Number(query.get(name));
    const flag = (name) => (query.has(name) ? query.get(name) === 'true' : null);
    const [moving, late, beyond] = ['moving', 'late', 'beyond_limit'].map(flag);
    const before = Date.now() - number('silent_minutes') * 60_000;
    return this.sensors.filter(
      (s) =>
        s.latitude >= number('south') &&
        s.latitude <= number('north') &&
        [0, 360].some(
          (turn) => s.longitude + turn >= number('west') && s.longitude + turn <= number('east'),
        ) &&
        (moving === null || s.speed > 0 === moving) &&
        (late === null || s.late === late) &&
        (beyond === null || s.beyond === beyond) &&
        (!query.has('silent_minutes') || s.time < before) &&
        (!query.has('mode') || s.mode === query.get('mode')) &&
        (!query.has('carrier') || s.carrier === query.get('carrier')) &&
        (!query.has('customer') || s.customer === query.get('customer')) &&
        (!query.has('least') || (s.value ?? -Infinity) >= number('least')) &&
        (!query.has('most') || (s.value ?? Infinity) <= number('most')),
    );
  }

  sensor(query) {
    const s = this.sensors.find((each) => each.sensor === query.get('sensor'));
    return (
      s && {
        source: s.source,
        sensor: s.sensor,
        time: new Date(s.time).toISOString(),
        latitude: s.latitude,
        longitude: s.longitude,
        speed_kmh: Math.round(s.speed * 10) / 10,
        heading_deg: s.heading,
        value: s.value,
        moving: s.speed > 0,
        late: s.late,
        beyond_limit: s.beyond,
        mode: s.mode,
        shipment: s.number % 3 ? String(1 + (s.number % 40)) : null,
        carrier: s.carrier,
        customer: s.customer,
      }
    );
  }

  /** Sends what is in the window, then what changes, until the response is closed. */
  follow(query, send, response) {
    let seen;
    const look = () => {
      const found = this.within(query);
      const kind = found.length > Number(query.get('sensors')) ? 'cells' : 'sensors';
      const rows = kind === 'cells' ? cellsOf(found, query) : sensorsOf(found);
      const whole = seen?.kind !== kind;
      const old = whole ? new Map() : seen.rows;
      const fresh = [...rows.values()].filter((r) => !old.has(r.key));
      const changed = [...rows.values()].filter(
        (r) => old.has(r.key) && old.get(r.key).text !== r.text,
      );
      const gone = [...old.keys()].filter((key) => !rows.has(key));
      seen = { kind, rows };
      if (!whole && fresh.length + changed.length + gone.length === 0) return;
      const head = { as_of: new Date().toISOString(), whole, total: found.length };
      send(kind, { ...head, ...EVENTS[kind](fresh, [...fresh, ...changed], gone) });
    };
    look();
    const timer = setInterval(look, 500);
    const ping = setInterval(() => send('ping', {}), 5000);
    response.on('close', () => {
      clearInterval(timer);
      clearInterval(ping);
    });
  }
}

const base64 = (array) => Buffer.from(array.buffer).toString('base64');

const EVENTS = {
  sensors: (fresh, rows, gone) => ({
    names: fresh.map(({ of }) => ({ source: of.source, sensor: of.sensor })),
    numbers: base64(Int32Array.from(rows, (r) => r.key)),
    latitudes: base64(Int32Array.from(rows, (r) => r.of.latitude * 1e7)),
    longitudes: base64(Int32Array.from(rows, (r) => r.of.longitude * 1e7)),
    times: base64(Int32Array.from(rows, (r) => r.of.time / 1000)),
    speeds: base64(Int16Array.from(rows, (r) => r.of.speed * 10)),
    headings: base64(Int16Array.from(rows, (r) => (r.of.speed > 0 ? r.of.heading : -1))),
    flags: base64(Uint8Array.from(rows, (r) => flagsOf(r.of))),
    gone: base64(Int32Array.from(gone)),
  }),
  cells: (_, rows, gone) => ({
    cells: base64(BigUint64Array.from(rows, (r) => BigInt(`0x${r.key}`))),
    counts: base64(Int32Array.from(rows, (r) => r.of.sensors)),
    late: base64(Int32Array.from(rows, (r) => r.of.late)),
    beyond_limit: base64(Int32Array.from(rows, (r) => r.of.beyond)),
    gone: base64(BigUint64Array.from(gone, (cell) => BigInt(`0x${cell}`))),
  }),
};

const flagsOf = (s) => (s.speed > 0 ? 1 : 0) | (s.late ? 2 : 0) | (s.beyond ? 4 : 0);

function sensorsOf(found) {
  return new Map(
    found.map((of) => [of.number, { key: of.number, of, text: `${of.time} ${of.latitude}` }]),
  );
}

/** The finest cells of which the window has no more than it may. */
function resolutionOf(query) {
  const sine = (name) => Math.sin((Number(query.get(name)) * Math.PI) / 180);
  const width = ((Number(query.get('east')) - Number(query.get('west'))) * Math.PI) / 180;
  const cell = (6371 ** 2 * width * (sine('north') - sine('south'))) / Number(query.get('cells'));
  return Math.max(0, Math.min(7, Math.floor(Math.log(4_357_449 / cell) / Math.log(7))));
}

function cellsOf(found, query) {
  const resolution = resolutionOf(query);
  const cells = new Map();
  for (const s of found) {
    const cell = latLngToCell(s.latitude, s.longitude, resolution);
    const row = cells.get(cell) ?? { key: cell, of: { sensors: 0, late: 0, beyond: 0 } };
    row.of.sensors++;
    row.of.late += s.late ? 1 : 0;
    row.of.beyond += s.beyond ? 1 : 0;
    cells.set(cell, row);
  }
  for (const row of cells.values()) row.text = Object.values(row.of).join();
  return cells;
}
