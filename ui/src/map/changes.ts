import type { CellsEvent, SensorsEvent } from '../api/types';

export interface Sensor {
  number: number;
  source: string;
  sensor: string;
  /** In degrees. */
  latitude: number;
  longitude: number;
  /** Of the newest fix, in milliseconds since 1970. */
  time: number;
  /** In km/h; null when not known. */
  speed: number | null;
  /** In degrees clockwise from north; null when not known. */
  heading: number | null;
  moving: boolean;
  late: boolean;
  beyondLimit: boolean;
}

export interface Cell {
  /** Index in H3, in hexadecimal digits. */
  cell: string;
  sensors: number;
  late: number;
  beyondLimit: number;
}

/** What is in the window of the map: sensors one by one when they are few, else cells. */
export interface Contents {
  kind: 'sensors' | 'cells';
  /** By number. */
  sensors: Map<number, Sensor>;
  /** By index. */
  cells: Map<string, Cell>;
  total: number;
  asOf: string;
}

const MOVING = 1;
const LATE = 2;
const BEYOND_LIMIT = 4;

/** The bytes of a column, on their own, so that they begin where a typed array may. */
function bytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  const array = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) array[i] = text.charCodeAt(i);
  return array.buffer;
}

const known = (value: number | undefined) => (value === undefined || value < 0 ? null : value);
const hex = (cell: bigint) => cell.toString(16);

/** The contents after an event of sensors; unchanged sensors stay the same objects. */
export function withSensors(before: Contents | undefined, event: SensorsEvent): Contents {
  const sensors =
    event.whole || before?.kind !== 'sensors' ? new Map<number, Sensor>() : new Map(before.sensors);
  for (const number of new Int32Array(bytes(event.gone))) sensors.delete(number);
  const numbers = new Int32Array(bytes(event.numbers));
  const latitudes = new Int32Array(bytes(event.latitudes));
  const longitudes = new Int32Array(bytes(event.longitudes));
  const times = new Int32Array(bytes(event.times));
  const speeds = new Int16Array(bytes(event.speeds));
  const headings = new Int16Array(bytes(event.headings));
  const flags = new Uint8Array(bytes(event.flags));
  numbers.forEach((number, i) => {
    const name = event.names[i] ?? sensors.get(number);
    if (!name) return;
    const flag = flags[i] ?? 0;
    const speed = known(speeds[i]);
    sensors.set(number, {
      number,
      source: name.source,
      sensor: name.sensor,
      latitude: (latitudes[i] ?? 0) / 1e7,
      longitude: (longitudes[i] ?? 0) / 1e7,
      time: (times[i] ?? 0) * 1000,
      speed: speed === null ? null : speed / 10,
      heading: known(headings[i]),
      moving: (flag & MOVING) !== 0,
      late: (flag & LATE) !== 0,
      beyondLimit: (flag & BEYOND_LIMIT) !== 0,
    });
  });
  return { kind: 'sensors', sensors, cells: new Map(), total: event.total, asOf: event.as_of };
}

/** The contents after an event of cells. */
export function withCells(before: Contents | undefined, event: CellsEvent): Contents {
  const cells =
    event.whole || before?.kind !== 'cells' ? new Map<string, Cell>() : new Map(before.cells);
  for (const cell of new BigUint64Array(bytes(event.gone))) cells.delete(hex(cell));
  const counts = new Int32Array(bytes(event.counts));
  const late = new Int32Array(bytes(event.late));
  const beyondLimit = new Int32Array(bytes(event.beyond_limit));
  new BigUint64Array(bytes(event.cells)).forEach((index, i) => {
    const cell = hex(index);
    cells.set(cell, {
      cell,
      sensors: counts[i] ?? 0,
      late: late[i] ?? 0,
      beyondLimit: beyondLimit[i] ?? 0,
    });
  });
  return { kind: 'cells', sensors: new Map(), cells, total: event.total, asOf: event.as_of };
}
