import { useCallback, useSyncExternalStore } from 'react';
import { hub, type Connection, type Snapshot } from './hub';
import { pulse, type Beat } from './pulse';

/** The answer of a live query; several users of the same SQL share it. */
export function useLive(sql: string): Snapshot {
  const subscribe = useCallback((listener: () => void) => hub.subscribe(sql, listener), [sql]);
  const snapshot = useCallback(() => hub.snapshot(sql), [sql]);
  return useSyncExternalStore(subscribe, snapshot);
}

const onConnection = (listener: () => void) => hub.onConnection(listener);
const connection = () => hub.connection();

export function useConnection(): Connection {
  return useSyncExternalStore(onConnection, connection);
}

const onPulse = (listener: () => void) => pulse.subscribe(listener);
const beat = () => pulse.current();

export function usePulse(): Beat {
  return useSyncExternalStore(onPulse, beat);
}

const tickers = new Map<
  number,
  { now: number; listeners: Set<() => void>; timer?: ReturnType<typeof setInterval> }
>();

function ticker(millis: number) {
  let entry = tickers.get(millis);
  if (!entry) {
    entry = { now: Date.now(), listeners: new Set() };
    tickers.set(millis, entry);
  }
  return entry;
}

/** The time, moved on every so many milliseconds, for relative times. */
export function useNow(millis = 15_000): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      const entry = ticker(millis);
      entry.listeners.add(listener);
      if (!entry.timer) entry.now = Date.now();
      entry.timer ??= setInterval(() => {
        entry.now = Date.now();
        entry.listeners.forEach((each) => each());
      }, millis);
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size > 0) return;
        clearInterval(entry.timer);
        delete entry.timer;
      };
    },
    [millis],
  );
  return useSyncExternalStore(subscribe, () => ticker(millis).now);
}
