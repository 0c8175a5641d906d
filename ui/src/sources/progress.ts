import type { CaptureLag, SnapshotProgress } from '../api/types';
import { bytes, count, counted, duration, NONE, timeLeft } from '../format/format';

/** How far the reading of rows is, in parts of a sentence; without what is not known. */
export function reading(snapshot: SnapshotProgress): string[] {
  const { rows, rows_total, tables, tables_done, seconds_left } = snapshot;
  return [
    rows_total === null
      ? `${counted(rows, 'row')} so far`
      : `${count(rows)} of about ${counted(rows_total, 'row')}`,
    `${count(tables_done)} of ${counted(tables, 'table')}`,
    ...(seconds_left === null ? [] : [timeLeft(seconds_left)]),
  ];
}

/** How far the capture is behind the source's log, in time and bytes. */
export function behind(lag: CaptureLag | null): string {
  if (!lag) return NONE;
  const time = lag.seconds < 0.05 ? '0 s' : duration(lag.seconds * 1000);
  return `${time}, ${bytes(lag.bytes)}`;
}
