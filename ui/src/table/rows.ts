import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Answer } from '../api/types';
import { hub } from '../live/hub';
import { WindowStore, type Rows } from './window';

export interface RowsOnScreen {
  rows: Rows;
  show: (first: number, last: number) => void;
}

const asItIs = (part: string) => part;

/**
 * A live, ordered result of any length; only what is on the screen travels.
 *
 * @param around makes of the query for a part of the rows one that adds something to them; a
 *     function that stays the same
 */
export function useWindow(
  rowsSql: string,
  countSql: string,
  key: readonly number[],
  around: (part: string) => string = asItIs,
): RowsOnScreen {
  const keyText = key.join();
  const store = useMemo(
    () =>
      new WindowStore(hub, {
        rows: rowsSql,
        count: countSql,
        key: keyText.split(',').map(Number),
        around,
      }),
    [rowsSql, countSql, keyText, around],
  );
  const rows = useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(listener), [store]),
    useCallback(() => store.rows(), [store]),
  );
  const show = useCallback((first: number, last: number) => store.show(first, last), [store]);
  return { rows, show };
}

/** The rows of an answer that is here as a whole. */
export function rowsOf(answer: Answer): Rows {
  const index = new Map(answer.rows.map((row, i) => [row, i]));
  return {
    count: answer.rows.length,
    columns: answer.columns,
    at: (i) => answer.rows[i],
    keyOf: (row) => String(index.get(row) ?? -1),
    changedNow: () => undefined,
    version: 0,
  };
}
