import type { Column, DiffEvent, Problem, RowsEvent, Value } from '../api/types';
import { problemOf } from '../api/client';
import { openStream, type ServerEvent } from '../api/stream';
import { applyOps } from './diff';

/** A live query's answer at one moment. A new object for each answer. */
export interface Snapshot {
  state: 'loading' | 'ready' | 'error';
  columns: Column[];
  rows: Value[][];
  /** The rows this answer differs from; absent where the answer came whole. */
  before?: Value[][];
  truncated: boolean;
  asOf: string | null;
  problem?: Problem;
}

export interface Connection {
  state: 'idle' | 'connecting' | 'live' | 'gone';
  /** When the state began. */
  since: number;
  problem?: Problem;
}

const NOTHING: Snapshot = {
  state: 'loading',
  columns: [],
  rows: [],
  truncated: false,
  asOf: null,
};

interface Entry {
  id: string;
  snapshot: Snapshot;
  published: Snapshot;
  listeners: Set<() => void>;
}

/** Silence after which a stream counts as gone; the server pings every 5 s. */
const SILENCE_MILLIS = 12_000;
/** Time for a page to name all its queries before the stream opens. */
const GATHER_MILLIS = 15;
/** Queries nobody looks at any more are dropped with the next opening, or after this time. */
const LINGER_MILLIS = 3_000;
/** A hidden page gives its connection back after this time. */
const HIDDEN_MILLIS = 20_000;

/**
 * All live queries of the page over one stream. Rows live here, outside React; listeners are told
 * at most once a frame.
 */
export class LiveHub {
  private readonly entries = new Map<string, Entry>();
  private readonly byId = new Map<string, Entry>();
  private readonly dirty = new Set<Entry>();
  private readonly connectionListeners = new Set<() => void>();
  private connectionState: Connection = { state: 'idle', since: Date.now() };
  private frame = 0;
  private nextId = 1;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private close: (() => void) | undefined;
  private opened = '';
  private hidden = false;

  constructor() {
    let timer: ReturnType<typeof setTimeout> | undefined;
    document.addEventListener('visibilitychange', () => {
      clearTimeout(timer);
      if (document.hidden) {
        timer = setTimeout(() => {
          this.hidden = true;
          this.reopen();
        }, HIDDEN_MILLIS);
      } else if (this.hidden) {
        this.hidden = false;
        this.reopen();
      }
    });
  }

  subscribe(sql: string, listener: () => void): () => void {
    let entry = this.entries.get(sql);
    if (!entry) {
      entry = {
        id: `q${this.nextId++}`,
        snapshot: NOTHING,
        published: NOTHING,
        listeners: new Set(),
      };
      this.entries.set(sql, entry);
      this.byId.set(entry.id, entry);
      this.schedule(GATHER_MILLIS);
    }
    const mine = entry;
    mine.listeners.add(listener);
    return () => {
      mine.listeners.delete(listener);
      if (mine.listeners.size === 0) this.schedule(LINGER_MILLIS);
    };
  }

  snapshot(sql: string): Snapshot {
    return this.entries.get(sql)?.published ?? NOTHING;
  }

  connection(): Connection {
    return this.connectionState;
  }

  onConnection(listener: () => void): () => void {
    this.connectionListeners.add(listener);
    return () => this.connectionListeners.delete(listener);
  }

  private timerDue = Infinity;

  private schedule(millis: number): void {
    const due = Date.now() + millis;
    if (this.openTimer !== undefined && this.timerDue <= due) return;
    clearTimeout(this.openTimer);
    this.timerDue = due;
    this.openTimer = setTimeout(() => {
      this.openTimer = undefined;
      this.timerDue = Infinity;
      this.reopen();
    }, millis);
  }

  private reopen(): void {
    for (const [sql, entry] of this.entries) {
      if (entry.listeners.size > 0) continue;
      this.entries.delete(sql);
      this.byId.delete(entry.id);
    }
    const wanted = this.hidden ? [] : [...this.entries];
    const identity = wanted.map(([, entry]) => entry.id).join();
    if (identity === this.opened) return;
    this.opened = identity;
    this.close?.();
    this.close = undefined;
    if (wanted.length === 0) {
      this.connect('idle');
      return;
    }
    if (this.connectionState.state !== 'gone') this.connect('connecting');
    const queries = Object.fromEntries(wanted.map(([sql, entry]) => [entry.id, sql]));
    this.close = openStream({
      path: '/api/live',
      init: {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ queries, limit: 10_000 }),
      },
      silenceMillis: SILENCE_MILLIS,
      onEvent: (event) => this.receive(event),
      onState: (state, error) => {
        if (state === 'live') this.connect('live');
        else this.connect('gone', error === undefined ? undefined : problemOf(error));
      },
    });
  }

  private connect(state: Connection['state'], problem?: Problem): void {
    if (this.connectionState.state === state && !problem) return;
    const since = this.connectionState.state === state ? this.connectionState.since : Date.now();
    this.connectionState = problem ? { state, since, problem } : { state, since };
    this.connectionListeners.forEach((listener) => listener());
  }

  private receive({ event, data }: ServerEvent): void {
    if (event === 'rows') {
      const { id, columns, rows, truncated, as_of } = JSON.parse(data) as RowsEvent;
      this.put(id, { state: 'ready', columns, rows, truncated, asOf: as_of });
    } else if (event === 'diff') {
      const { id, ops, as_of } = JSON.parse(data) as DiffEvent;
      const entry = this.byId.get(id);
      if (!entry) return;
      const { columns, truncated, rows: old } = entry.snapshot;
      const rows = applyOps(old, ops);
      this.put(id, { state: 'ready', columns, rows, before: old, truncated, asOf: as_of });
    } else if (event === 'error') {
      const { id, ...problem } = JSON.parse(data) as Problem & { id: string };
      const entry = this.byId.get(id);
      if (entry) this.put(id, { ...entry.snapshot, state: 'error', problem });
    }
  }

  private put(id: string, snapshot: Snapshot): void {
    const entry = this.byId.get(id);
    if (!entry) return;
    // Two diffs within a frame are painted as one: keep what is on the screen as the rows before.
    const painted = entry.published;
    entry.snapshot =
      snapshot.before && painted.state === 'ready'
        ? { ...snapshot, before: painted.rows }
        : snapshot;
    this.dirty.add(entry);
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.publish());
  }

  private publish(): void {
    this.frame = 0;
    const entries = [...this.dirty];
    this.dirty.clear();
    for (const entry of entries) entry.published = entry.snapshot;
    for (const entry of entries) entry.listeners.forEach((listener) => listener());
  }
}

export const hub = new LiveHub();
