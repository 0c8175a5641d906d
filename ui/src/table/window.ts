import type { Column, Problem, Value } from '../api/types';
import { changedCells, rowKey } from '../live/diff';
import type { LiveHub, Snapshot } from '../live/hub';

export interface Rows {
  /** Undefined until the first answer. */
  count: number | undefined;
  /** The first row of the count query: the count, and what else it sums up. */
  totals?: Value[];
  columns: Column[];
  at: (index: number) => Value[] | undefined;
  keyOf: (row: Value[]) => string;
  /** What of a row changed within the last moment: some columns, or all of it, being new. */
  changedNow: (row: Value[]) => ReadonlySet<number> | 'new' | undefined;
  problem?: Problem;
  version: number;
}

export interface WindowQuery {
  /** The whole result, ordered. */
  rows: string;
  count: string;
  /** Positions of the columns that identify a row. */
  key: readonly number[];
  /** The query that adds to a part of the rows what is too dear for all; keeps their order. */
  around: (part: string) => string;
}

const STEP = 50;
const KEPT_ROWS = 4000;
const TINT_MILLIS = 900;
const SETTLE_MILLIS = 60;

/**
 * A result of any length of which only the part on the screen is asked for and kept live. Rows seen
 * before stay until something newer replaces them.
 */
export class WindowStore {
  private readonly listeners = new Set<() => void>();
  private readonly seen = new Map<number, Value[]>();
  private readonly changed = new Map<
    string,
    { columns: ReadonlySet<number> | 'new'; at: number }
  >();
  private columns: Column[] = [];
  private total: number | undefined;
  private totals: Value[] = [];
  private problem: Problem | undefined;
  private first = 0;
  private last = 0;
  private windowSql = '';
  private leaveWindow: (() => void) | undefined;
  private leaveCount: (() => void) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private current: Rows;
  private version = 0;

  constructor(
    private readonly hub: LiveHub,
    private readonly query: WindowQuery,
  ) {
    this.current = this.view();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) {
      this.leaveCount = this.hub.subscribe(this.query.count, () => this.counted());
      this.counted();
      this.move();
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearTimeout(this.timer);
      this.leaveCount?.();
      this.leaveWindow?.();
      this.windowSql = '';
    };
  }

  rows(): Rows {
    return this.current;
  }

  /** Tells which rows are on the screen. */
  show(first: number, last: number): void {
    const from = Math.max(0, Math.floor((first - 20) / STEP) * STEP);
    const to = Math.ceil((last + 20) / STEP) * STEP;
    if (from === this.first && to === this.last) return;
    this.first = from;
    this.last = to;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.move(), SETTLE_MILLIS);
  }

  private move(): void {
    if (this.listeners.size === 0) return;
    const length = Math.max(STEP * 2, this.last - this.first);
    const offset = this.first;
    const sql = this.query.around(`${this.query.rows} LIMIT ${length} OFFSET ${offset}`);
    if (sql === this.windowSql) return;
    const leave = this.leaveWindow;
    this.windowSql = sql;
    const take = () => this.take(this.hub.snapshot(sql), offset);
    this.leaveWindow = this.hub.subscribe(sql, take);
    leave?.();
    if (this.hub.snapshot(sql).state !== 'loading') take();
  }

  private take(answer: Snapshot, offset: number): void {
    this.problem = answer.state === 'error' ? answer.problem : undefined;
    if (answer.state === 'ready') {
      this.columns = answer.columns;
      if (this.seen.size > KEPT_ROWS) this.seen.clear();
      answer.rows.forEach((row, i) => this.seen.set(offset + i, row));
      if (answer.before) this.remember(answer.before, answer.rows);
    }
    this.publish();
  }

  private remember(before: Value[][], after: Value[][]): void {
    const now = Date.now();
    for (const [key, { at }] of this.changed) {
      if (now - at > TINT_MILLIS) this.changed.delete(key);
    }
    for (const [key, columns] of changedCells(before, after, this.query.key)) {
      this.changed.set(key, { columns, at: now });
    }
  }

  private counted(): void {
    const answer = this.hub.snapshot(this.query.count);
    if (answer.state === 'error') this.problem = answer.problem;
    if (answer.state === 'ready') {
      this.totals = answer.rows[0] ?? [];
      this.total = Number(this.totals[0] ?? 0);
      for (const index of this.seen.keys()) if (index >= this.total) this.seen.delete(index);
    }
    this.publish();
  }

  private publish(): void {
    this.version++;
    this.current = this.view();
    this.listeners.forEach((listener) => listener());
  }

  private view(): Rows {
    const { key } = this.query;
    const rows: Rows = {
      count: this.total,
      totals: this.totals,
      columns: this.columns,
      at: (index) => this.seen.get(index),
      keyOf: (row) => rowKey(row, key),
      changedNow: (row) => {
        const change = this.changed.get(rowKey(row, key));
        return change && Date.now() - change.at < TINT_MILLIS ? change.columns : undefined;
      },
      version: this.version,
    };
    return this.problem ? { ...rows, problem: this.problem } : rows;
  }
}
