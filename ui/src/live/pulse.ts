import type { Problem, Pulse } from '../api/types';
import { problemOf } from '../api/client';
import { openStream } from '../api/stream';

export interface Beat {
  pulse: Pulse | null;
  /** Whether the numbers on the screen may be shown as present. */
  state: 'connecting' | 'live' | 'frozen';
  /** When the connection was lost; null while it stands. */
  lostAt: number | null;
  problem?: Problem;
}

/** One point a second for the fast charts: time (s), changes a second, freshness (ms). */
export interface Recent {
  at: number[];
  changes: (number | null)[];
  freshness: (number | null)[];
}

const SILENCE_MILLIS = 6_000;
const KEPT_SECONDS = 300;

/** The heartbeat of the server: freshness, rate and the sources' health, once a second. */
export class PulseMonitor {
  readonly recent: Recent = { at: [], changes: [], freshness: [] };
  private readonly listeners = new Set<() => void>();
  private beat: Beat = { pulse: null, state: 'connecting', lostAt: null };
  private close: (() => void) | undefined;

  start(): void {
    if (this.close) return;
    this.close = openStream({
      path: '/api/pulse',
      init: { headers: { accept: 'text/event-stream' } },
      silenceMillis: SILENCE_MILLIS,
      onEvent: ({ event, data }) => {
        if (event === 'pulse') this.receive(JSON.parse(data) as Pulse);
      },
      onState: (state, error) => {
        if (state === 'gone') this.lost(error);
      },
    });
  }

  /** Gives the connection back; what is on the screen stays. */
  stop(): void {
    if (!this.close) return;
    this.close();
    this.close = undefined;
    const { at, changes, freshness } = this.recent;
    at.push(Date.now() / 1000);
    changes.push(null);
    freshness.push(null);
  }

  current(): Beat {
    return this.beat;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private receive(pulse: Pulse): void {
    const { at, changes, freshness } = this.recent;
    at.push(Date.parse(pulse.at) / 1000);
    changes.push(pulse.changes_per_second);
    freshness.push(pulse.freshness.now_ms);
    for (const series of [at, changes, freshness]) {
      if (series.length > KEPT_SECONDS) series.shift();
    }
    this.publish({ pulse, state: 'live', lostAt: null });
  }

  private lost(error: unknown): void {
    const lostAt = this.beat.lostAt ?? Date.now();
    const problem = error === undefined ? {} : { problem: problemOf(error) };
    this.publish({ pulse: this.beat.pulse, state: 'frozen', lostAt, ...problem });
  }

  private publish(beat: Beat): void {
    this.beat = beat;
    this.listeners.forEach((listener) => listener());
  }
}

export const pulse = new PulseMonitor();
