/** Where the map looks: the place in its middle, and how near. */
export interface View {
  latitude: number;
  longitude: number;
  zoom: number;
}

/** The borders of what can be seen, in degrees. */
export interface Borders {
  south: number;
  west: number;
  north: number;
  east: number;
  /** How large that is on the screen, in square pixels. */
  area: number;
}

export const WHOLE_WORLD: View = { latitude: 25, longitude: 10, zoom: 0.8 };

/** Filters as they stand in the address; empty where they do not count. */
export interface MapFilter {
  view: string;
  mode: string;
  carrier: string;
  customer: string;
  least: string;
  most: string;
}

export const SILENT_MINUTES = 30;

/** Up to so many sensors are drawn and listed one by one. */
export const MOST_SENSORS = 5000;
/** So large are cells about, in square pixels: large enough to be pointed at. */
const CELL_AREA = 600;
const MOST_CELLS = 2000;

const VIEWS: Record<string, Record<string, string>> = {
  moving: { moving: 'true' },
  standing: { moving: 'false' },
  late: { late: 'true' },
  beyond: { beyond_limit: 'true' },
  silent: { silent_minutes: String(SILENT_MINUTES) },
};

/** `51.5,7.25,6.3`: latitude, longitude, zoom. */
export function parseView(text: string | null): View | null {
  const [latitude, longitude, zoom, more] = (text ?? '').split(',').map(Number);
  if (latitude === undefined || longitude === undefined || zoom === undefined) return null;
  const right =
    more === undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 360 &&
    zoom >= 0 &&
    zoom <= 22;
  return right ? { latitude, longitude, zoom } : null;
}

/** As exact as a pixel of the screen. */
export function viewText({ latitude, longitude, zoom }: View): string {
  const digits = Math.max(1, Math.min(6, Math.ceil(zoom / 3)));
  return `${Number(latitude.toFixed(digits))},${Number(longitude.toFixed(digits))},${Number(zoom.toFixed(2))}`;
}

/** The parameters of the positions endpoints for what is seen and wanted. */
export function windowQuery(borders: Borders, filter: MapFilter): string {
  const whole = borders.east - borders.west >= 360;
  const degrees = (value: number, least: number, most: number) =>
    String(Number(Math.max(least, Math.min(most, value)).toFixed(5)));
  const west = ((((borders.west + 180) % 360) + 360) % 360) - 180;
  const query = new URLSearchParams({
    south: degrees(borders.south, -90, 90),
    west: whole ? '-180' : degrees(west, -180, 180),
    north: degrees(borders.north, -90, 90),
    east: whole ? '180' : degrees(west + borders.east - borders.west, -180, 540),
    sensors: String(MOST_SENSORS),
    cells: String(Math.max(1, Math.min(MOST_CELLS, Math.round(borders.area / CELL_AREA)))),
    ...VIEWS[filter.view],
  });
  for (const name of ['mode', 'carrier', 'customer'] as const) {
    if (filter[name]) query.set(name, filter[name]);
  }
  for (const name of ['least', 'most'] as const) {
    if (filter[name] !== '' && Number.isFinite(Number(filter[name]))) query.set(name, filter[name]);
  }
  return query.toString();
}

/** A sensor in the address: its source and its key. */
export function sensorText(source: string, sensor: string): string {
  return `${encodeURIComponent(source)}/${encodeURIComponent(sensor)}`;
}

export function parseSensor(text: string | null): { source: string; sensor: string } | null {
  const parts = (text ?? '').split('/');
  if (parts.length !== 2 || !parts[0] || !parts[1]) return null;
  try {
    return { source: decodeURIComponent(parts[0]), sensor: decodeURIComponent(parts[1]) };
  } catch {
    return null;
  }
}

/** Degrees as they are said: `51.23° N 7.05° E`. */
export function placeText(latitude: number, longitude: number, digits: number): string {
  const part = (value: number, letters: string) =>
    `${Math.abs(value).toFixed(digits)}° ${letters[value < 0 ? 1 : 0]}`;
  return `${part(latitude, 'NS')} ${part(longitude, 'EW')}`;
}
