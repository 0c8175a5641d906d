import type { Value } from '../api/types';
import { unwrapped } from '../map/meridian';
import { literal } from '../sql/text';

/** What a sensor has told on its way, thinned to what a screen can show. */
export interface Track {
  /** In milliseconds since 1970, ascending. */
  at: number[];
  /** Degrees; a way across the 180th meridian goes on beyond it. Null where no place was told. */
  places: ([number, number] | null)[];
  values: (number | null)[];
  least: (number | null)[];
  most: (number | null)[];
  speeds: (number | null)[];
}

/** A journey is shown by so many steps at most. */
const STEPS = 1500;
/** A reading is committed after it was made; clocks may differ by so much. */
const CLOCKS_MILLIS = 3_600_000;

const instant = (millis: number) => `TIMESTAMPTZ ${literal(new Date(millis).toISOString())}`;

/** The readings of a sensor between two times, of equal steps. */
export function trackSql(system: string, sensor: string, from: number, to: number): string {
  const step = Math.max(1000, Math.ceil((to - from) / STEPS));
  return `SELECT epoch_ms(max(measured_at)) AS at,
  arg_max(latitude, measured_at) FILTER (WHERE longitude IS NOT NULL) AS latitude,
  arg_max(longitude, measured_at) FILTER (WHERE latitude IS NOT NULL) AS longitude,
  avg(measured_value) AS mean, min(coalesce(min_value, measured_value)) AS least,
  max(coalesce(max_value, measured_value)) AS most, arg_max(speed_kmh, measured_at) AS speed
FROM model.sensor_reading
WHERE source_system = ${literal(system)} AND sensor_key = ${literal(sensor)}
  AND measured_at BETWEEN ${instant(from)} AND ${instant(to)}
  AND _commit_time > ${instant(from - CLOCKS_MILLIS)}
GROUP BY epoch_ms(measured_at) // ${step} ORDER BY 1`;
}

const number = (value: Value | undefined) =>
  value === null || value === undefined ? null : Number(value);

export function trackOf(rows: readonly Value[][]): Track {
  const told = rows.flatMap((row) => (row[1] === null || row[2] === null ? [] : [row]));
  const line = unwrapped(told.map((row) => [Number(row[2]), Number(row[1])]));
  const places = new Map(told.map((row, i) => [row, line[i]]));
  return {
    at: rows.map((row) => Number(row[0])),
    places: rows.map((row) => {
      const place = places.get(row);
      return place ? [place[0] ?? 0, place[1] ?? 0] : null;
    }),
    values: rows.map((row) => number(row[3])),
    least: rows.map((row) => number(row[4])),
    most: rows.map((row) => number(row[5])),
    speeds: rows.map((row) => number(row[6])),
  };
}

/** The way as one line. */
export function lineOf(track: Track): [number, number][] {
  return track.places.filter((place): place is [number, number] => place !== null);
}

/** The last step at or before a time; -1 before the first. */
export function stepAt(track: Track, time: number): number {
  let low = 0;
  let high = track.at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track.at[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where it was at a time: between two steps on the straight line; null when no place is known. */
export function placeAt(track: Track, time: number): [number, number] | null {
  const step = stepAt(track, time);
  let before = step;
  while (before >= 0 && !track.places[before]) before--;
  let after = step + 1;
  while (after < track.at.length && !track.places[after]) after++;
  const one = track.places[before] ?? null;
  const other = track.places[after] ?? null;
  if (!one || !other) return one ?? other;
  const [start, end] = [track.at[before] ?? 0, track.at[after] ?? 0];
  const part = end > start ? (time - start) / (end - start) : 0;
  return [one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part];
}
