import { useCallback, useSyncExternalStore } from 'react';

export interface Place {
  path: string;
  params: URLSearchParams;
}

type Changes = Record<string, string | null | undefined>;

const listeners = new Set<() => void>();
let place = read();

function read(): Place {
  const { pathname, search } = window.location;
  return { path: pathname, params: new URLSearchParams(search) };
}

function moved(): void {
  place = read();
  listeners.forEach((listener) => listener());
}

window.addEventListener('popstate', moved);

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === window.location.pathname + window.location.search) return;
  if (how === 'push') window.history.pushState(null, '', to);
  else window.history.replaceState(null, '', to);
  moved();
}

/** An address: the path and those parameters that have a value. */
export function address(path: string, params: Changes = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) search.set(name, value);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** The present address with some parameters set, or removed where the value is empty. */
export function withParams(from: Place, changes: Changes): string {
  const params = Object.fromEntries(from.params);
  return address(from.path, { ...params, ...changes });
}

export function here(): Place {
  return place;
}

export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => place,
  );
}

/** A view's state in the address; replaces by default, so that Back leaves the page. */
export function useParam(
  name: string,
  fallback = '',
): [string, (value: string | null, how?: 'push' | 'replace') => void] {
  const { params } = usePlace();
  const set = useCallback(
    (value: string | null, how: 'push' | 'replace' = 'replace') =>
      navigate(withParams(here(), { [name]: value === fallback ? null : value }), how),
    [name, fallback],
  );
  return [params.get(name) ?? fallback, set];
}
