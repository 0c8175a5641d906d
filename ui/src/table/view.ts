import { useCallback, useSyncExternalStore } from 'react';
import { here, navigate, usePlace, withParams } from '../place/location';
import type { Sort, TableColumn } from './DataTable';

const phone = window.matchMedia('(max-width: 720px)');

export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      phone.addEventListener('change', listener);
      return () => phone.removeEventListener('change', listener);
    },
    () => phone.matches,
  );
}

/** `-promised` sorts by promised, latest first. */
export function parseSort(text: string): Sort {
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

/** The order of the rows, kept in the address; the first click sorts numbers and times downwards. */
export function useSort(fallback: string): [Sort, (column: string) => void] {
  const { params } = usePlace();
  const text = params.get('sort') ?? fallback;
  const toggle = useCallback(
    (column: string) => {
      const now = parseSort(here().params.get('sort') ?? fallback);
      const descending = now.column === column ? !now.descending : false;
      const next = `${descending ? '-' : ''}${column}`;
      navigate(withParams(here(), { sort: next === fallback ? null : next }), 'replace');
    },
    [fallback],
  );
  return [parseSort(text), toggle];
}

/** The columns to show, kept in the address; on a phone the few that fit. */
export function useColumns(all: TableColumn[], hidden: readonly string[] = []) {
  const { params } = usePlace();
  const narrow = usePhone();
  const chosen = params.get('cols');
  const byDefault = all.map((c) => c.id).filter((id) => !hidden.includes(id));
  const shown = chosen ? chosen.split(',') : byDefault;
  const visible = all.filter((c) => shown.includes(c.id) && (!narrow || chosen || c.phone));
  const choose = (ids: string[]) =>
    navigate(
      withParams(here(), { cols: ids.join() === byDefault.join() ? null : ids.join() }),
      'replace',
    );
  return { visible: visible.length > 0 ? visible : all.slice(0, 2), shown, choose };
}
