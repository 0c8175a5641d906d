import { count, counted, NONE } from '../format/format';
import type { Cell, Sensor } from './changes';

export const MODES: readonly (readonly [string, string])[] = [
  ['', 'All modes'],
  ['road', 'Road'],
  ['rail', 'Rail'],
  ['sea', 'Sea'],
  ['air', 'Air'],
  ['inland_waterway', 'Inland waterway'],
  ['parcel', 'Parcel'],
];

const WINDS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'];

/** Direction as it is said: `NE`. */
export function wind(degrees: number): string {
  return WINDS[Math.round(degrees / 45) % 8] ?? 'N';
}

export function speedText(kmh: number | null | undefined): string {
  if (kmh === null || kmh === undefined) return NONE;
  return `${kmh.toLocaleString(undefined, { maximumFractionDigits: 0 })} km/h`;
}

/** What somebody must know first of a sensor. */
export function stateWord(sensor: Pick<Sensor, 'moving' | 'late' | 'beyondLimit'>): string {
  const moves = sensor.moving ? 'moving' : 'standing';
  if (sensor.beyondLimit) return sensor.late ? 'beyond limit, late' : 'beyond limit';
  return sensor.late ? 'late' : moves;
}

export function cellWords(cell: Cell): string[] {
  return [
    counted(cell.sensors, 'sensor'),
    ...(cell.late > 0 ? [`${count(cell.late)} late`] : []),
    ...(cell.beyondLimit > 0 ? [`${count(cell.beyondLimit)} beyond a limit`] : []),
  ];
}
