import type { Lake, LakeTable, LakeUpkeep, Problem, UpkeepRun, Value } from '../api/types';
import { counted } from '../format/format';
import type { Sort } from '../table/DataTable';
import type { Rows } from '../table/window';

/** Where the figures of a table stand in its row. */
export const COLUMN = {
  name: 0,
  rows: 1,
  files: 2,
  bytes: 3,
  dead: 4,
  deadRows: 5,
  changes: 6,
  historyFiles: 7,
  historyBytes: 8,
  snapshots: 9,
  pending: 10,
  committed: 11,
  upkept: 12,
  done: 13,
  troubled: 14,
  lost: 15,
} as const;

function rowOf({ name, history, current, ...table }: LakeTable): Value[] {
  return [
    name,
    current?.rows ?? null,
    current?.files ?? null,
    current?.bytes ?? null,
    current?.dead_share ?? null,
    current?.dead_rows ?? null,
    history.changes,
    history.files,
    history.bytes,
    table.snapshots,
    table.pending,
    table.last_commit_at,
    table.last_upkeep?.at ?? null,
    table.last_upkeep ? done(table.last_upkeep) : null,
    table.error !== null,
    table.lost,
  ];
}

/** The tables whose name contains a text, sorted; those that something stands in the way of first. */
export function rowsOf(tables: LakeTable[], text: string, sort: Sort): Value[][] {
  const wanted = text.toLowerCase();
  const by = COLUMN[sort.column as keyof typeof COLUMN] ?? COLUMN.name;
  const sign = sort.descending ? -1 : 1;
  return tables
    .filter((table) => table.name.toLowerCase().includes(wanted))
    .map(rowOf)
    .sort(
      (a, b) =>
        Number(b[COLUMN.troubled]) - Number(a[COLUMN.troubled]) ||
        compare(a[by], b[by], sign) ||
        compare(a[COLUMN.name], b[COLUMN.name], 1),
    );
}

/** What is not known comes last, whichever way. Times in ISO 8601 sort as text. */
function compare(a: Value | undefined, b: Value | undefined, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
}

/** Rows for the table on the screen; undefined while nothing is known. */
export function shown(rows: Value[][] | undefined): Rows {
  return {
    count: rows?.length,
    columns: [],
    at: (index) => rows?.[index],
    keyOf: (row) => String(row[COLUMN.name]),
    changedNow: () => undefined,
    version: 0,
  };
}

export interface Totals {
  changes: number;
  historyFiles: number;
  historyBytes: number;
  rows: number;
  deadRows: number;
  files: number;
  bytes: number;
}

export function totals(tables: LakeTable[]): Totals {
  const sum = (of: (table: LakeTable) => number) => tables.reduce((all, t) => all + of(t), 0);
  return {
    changes: sum((t) => t.history.changes),
    historyFiles: sum((t) => t.history.files),
    historyBytes: sum((t) => t.history.bytes),
    rows: sum((t) => t.current?.rows ?? 0),
    deadRows: sum((t) => t.current?.dead_rows ?? 0),
    files: sum((t) => t.current?.files ?? 0),
    bytes: sum((t) => t.current?.bytes ?? 0),
  };
}

export interface Trouble {
  problem: Problem;
  /** None when it is the lake's own. */
  tables: string[];
}

/** What stands in the way, each problem once, with the tables that have it. */
export function troubles(lake: Lake): Trouble[] {
  const all = new Map<string, Trouble>();
  const add = (problem: Problem | null, tables: string[]) => {
    if (!problem) return;
    const key = `${problem.code} ${problem.message}`;
    const known = all.get(key) ?? { problem, tables: [] };
    known.tables.push(...tables);
    all.set(key, known);
  };
  add(lake.error, []);
  lake.tables.forEach((table) => add(table.error, [table.name]));
  return [...all.values()];
}

/** What upkeep has done, in words. */
export function done(upkeep: Omit<LakeUpkeep, 'at' | 'seconds'>): string {
  const parts = [
    part(upkeep.files_rewritten, 'file', 'rewritten'),
    part(upkeep.dead_rows_left_out, 'dead row', 'left out'),
    part(upkeep.snapshots_forgotten, 'snapshot', 'forgotten'),
    part(upkeep.files_deleted, 'file', 'deleted'),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'nothing to do';
}

function part(count: number, noun: string, verb: string): string {
  return count > 0 ? `${counted(count, noun)} ${verb}` : '';
}

/** What a whole run has done, over all of its tables. */
export function doneByAll(run: UpkeepRun): string {
  const sum = (of: (upkeep: LakeUpkeep) => number) =>
    run.tables.reduce((all, table) => all + (table.done ? of(table.done) : 0), 0);
  return done({
    files_rewritten: sum((u) => u.files_rewritten),
    dead_rows_left_out: sum((u) => u.dead_rows_left_out),
    snapshots_forgotten: sum((u) => u.snapshots_forgotten),
    files_deleted: sum((u) => u.files_deleted),
  });
}
