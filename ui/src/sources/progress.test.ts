import { describe, expect, it } from 'vitest';
import type { SnapshotProgress } from '../api/types';
import { behind, reading } from './progress';

const snapshot = (more: Partial<SnapshotProgress>): SnapshotProgress => ({
  tables: 20,
  tables_done: 3,
  rows: 1_200_000,
  rows_total: null,
  percent: null,
  seconds_left: null,
  ...more,
});

describe('the reading of rows', () => {
  it('is told in rows, tables and the time left', () => {
    expect(reading(snapshot({ rows_total: 5_000_000, percent: 24, seconds_left: 118 }))).toEqual([
      '1,200,000 of about 5,000,000 rows',
      '3 of 20 tables',
      'about 2 min left',
    ]);
  });

  it('is told without what is not known', () => {
    expect(reading(snapshot({}))).toEqual(['1,200,000 rows so far', '3 of 20 tables']);
    expect(reading(snapshot({ rows_total: 5_000_000, percent: 24 }))).toEqual([
      '1,200,000 of about 5,000,000 rows',
      '3 of 20 tables',
    ]);
    expect(reading(snapshot({ rows: 1, tables: 1, tables_done: 0 }))).toEqual([
      '1 row so far',
      '0 of 1 table',
    ]);
  });
});

describe('the lag of a capture', () => {
  it('is told in time and bytes', () => {
    const lag = { bytes: 12_300_000, retained_log_bytes: 0, seconds: 75, warning: null };
    expect(behind(lag)).toBe('1 min, 12 MB');
    expect(behind({ ...lag, bytes: 0, seconds: 0 })).toBe('0 s, 0 B');
    expect(behind({ ...lag, bytes: 512, seconds: 0.4 })).toBe('400 ms, 512 B');
  });

  it('is not made up where the connector does not tell it', () => {
    expect(behind(null)).toBe('–');
  });
});
