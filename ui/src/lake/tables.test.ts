import { describe, expect, it } from 'vitest';
import type { Lake, LakeTable, LakeUpkeep, UpkeepRun } from '../api/types';
import { COLUMN, done, doneByAll, rowsOf, totals, troubles } from './tables';

const full = { code: 'LAKE_FULL' as const, message: 'No space is left.', remedy: 'Make room.' };
const other = { code: 'LAKE_FAILED' as const, message: 'No catalog.', remedy: 'Start it.' };

const upkeep = (more: Partial<LakeUpkeep>): LakeUpkeep => ({
  at: '2026-03-01T12:00:00Z',
  files_rewritten: 0,
  dead_rows_left_out: 0,
  snapshots_forgotten: 0,
  files_deleted: 0,
  seconds: 1,
  ...more,
});

const table = (name: string, rows: number, more: Partial<LakeTable> = {}): LakeTable => ({
  name,
  kind: 'raw',
  history: { files: 4, changes: 3 * rows, bytes: 100 },
  current: { files: 2, rows, dead_rows: 10, dead_share: 10 / (rows + 10), bytes: 50 },
  lost: 0,
  snapshots: 3,
  pending: 0,
  last_commit_at: null,
  last_upkeep: null,
  error: null,
  ...more,
});

const lake = (tables: LakeTable[], error: Lake['error']): Lake => ({
  warehouse: 'data/lake',
  state: 'running',
  tables,
  commit_interval_ms: 10_000,
  last_commit_at: null,
  error,
});

describe('the tables of the lake', () => {
  const tables = [
    table('plant.public.item', 90),
    table('plant.public.bom', 700, { last_commit_at: '2026-03-01T11:00:00Z' }),
    table('model.item', 80, { last_commit_at: '2026-03-01T12:00:00.5Z' }),
  ];
  const names = (text: string, column: string, descending: boolean) =>
    rowsOf(tables, text, { column, descending }).map((row) => row[COLUMN.name]);

  it('are found by their name', () => {
    expect(names('Item', 'name', false)).toEqual(['model.item', 'plant.public.item']);
  });

  it('are sorted by number and time, what is not known last', () => {
    expect(names('', 'rows', true)).toEqual([
      'plant.public.bom',
      'plant.public.item',
      'model.item',
    ]);
    const last = 'plant.public.item';
    expect(names('', 'committed', true)).toEqual(['model.item', 'plant.public.bom', last]);
    expect(names('', 'committed', false)).toEqual(['plant.public.bom', 'model.item', last]);
  });

  it('come first when something stands in their way', () => {
    const troubled = [...tables, table('z', 1, { error: full })];
    const first = rowsOf(troubled, '', { column: 'name', descending: false })[0];
    expect(first?.[COLUMN.name]).toBe('z');
  });

  it('have no state when they hold events', () => {
    const events = [table('fleet.mqtt.message', 9, { current: null, lost: 7 })];
    const row = rowsOf(events, '', { column: 'name', descending: false })[0];
    expect(row?.[COLUMN.rows]).toBeNull();
    expect(row?.[COLUMN.lost]).toBe(7);
    expect(totals(events).rows).toBe(0);
  });

  it('are summed up', () => {
    expect(totals(tables)).toEqual({
      changes: 2610,
      historyFiles: 12,
      historyBytes: 300,
      rows: 870,
      deadRows: 30,
      files: 6,
      bytes: 150,
    });
  });
});

describe('what stands in the way', () => {
  it('is told once, with the tables it is in the way of', () => {
    const tables = [table('a', 1, { error: full }), table('b', 1), table('c', 1, { error: full })];
    expect(troubles(lake(tables, full))).toEqual([{ problem: full, tables: ['a', 'c'] }]);
    expect(troubles(lake(tables, other))).toEqual([
      { problem: other, tables: [] },
      { problem: full, tables: ['a', 'c'] },
    ]);
    expect(troubles(lake([table('b', 1)], null))).toEqual([]);
  });
});

describe('what upkeep has done', () => {
  it('is told in words, without what it has not done', () => {
    expect(done(upkeep({ files_rewritten: 1_200, snapshots_forgotten: 1 }))).toBe(
      '1,200 files rewritten, 1 snapshot forgotten',
    );
    expect(done(upkeep({ dead_rows_left_out: 31, files_deleted: 2 }))).toBe(
      '31 dead rows left out, 2 files deleted',
    );
    expect(done(upkeep({}))).toBe('nothing to do');
  });

  it('is summed up over tables, without those that failed', () => {
    const run: UpkeepRun = {
      state: 'done',
      id: '1',
      started_at: null,
      finished_at: null,
      progress: { done: 3, total: 3 },
      table: null,
      tables: [
        { name: 'a', done: upkeep({ files_rewritten: 8 }), error: null },
        { name: 'b', done: null, error: full },
        { name: 'c', done: upkeep({ files_rewritten: 9, files_deleted: 1 }), error: null },
      ],
    };
    expect(doneByAll(run)).toBe('17 files rewritten, 1 file deleted');
  });
});
