import type { DiffOp, Value } from '../api/types';

/** The new rows: each op copies a run of the old rows or gives rows literally. */
export function applyOps(old: readonly Value[][], ops: readonly DiffOp[]): Value[][] {
  const rows: Value[][] = [];
  for (const op of ops) {
    if (op[0] === 'c') {
      const [, from, count] = op;
      if (from < 0 || count < 0 || from + count > old.length) {
        throw new RangeError(`Cannot copy rows ${from}+${count} of ${old.length}.`);
      }
      for (let i = from; i < from + count; i++) rows.push(old[i] as Value[]);
    } else {
      for (const row of op[1]) rows.push(row);
    }
  }
  return rows;
}

export function rowKey(row: readonly Value[], key: readonly number[]): string {
  return key.map((i) => String(row[i])).join('\u0000');
}

/** What differs between two row lists: by row key, the changed columns; all of them for a new row. */
export function changedCells(
  before: readonly Value[][],
  after: readonly Value[][],
  key: readonly number[],
): Map<string, ReadonlySet<number> | 'new'> {
  const changes = new Map<string, ReadonlySet<number> | 'new'>();
  const old = new Map(before.map((row) => [rowKey(row, key), row]));
  for (const row of after) {
    const id = rowKey(row, key);
    const was = old.get(id);
    if (was === row) continue;
    if (!was) {
      changes.set(id, 'new');
      continue;
    }
    const columns = new Set<number>();
    for (let i = 0; i < row.length; i++) if (!sameValue(was[i], row[i])) columns.add(i);
    if (columns.size > 0) changes.set(id, columns);
  }
  return changes;
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
