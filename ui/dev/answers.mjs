// The larger answers of the stub, apart from its data.
import { MAPPINGS, MODEL, RAW } from './data.mjs';

/** Expectations in each state that they may be in. */
export function expectations() {
  const at = new Date(Date.now() - 4000).toISOString();
  const text = (name) => ({ name, type: 'VARCHAR' });
  const one = (line, text, state, more = {}) => ({
    text,
    file: 'quality/model.sql',
    line,
    sql: 'SELECT source_system, source_key FROM model.item WHERE gtin IS NULL',
    state,
    violations: 0,
    checked_at: at,
    violated_since: null,
    columns: [],
    rows: [],
    held_back: null,
    error: null,
    ...more,
  });
  return {
    expectations: [
      one(1, 'unique model.item (source_system, item_code)', 'met'),
      one(2, 'not null model.item (gtin)', 'violated', {
        violations: 1284,
        violated_since: new Date(Date.now() - 3_600_000).toISOString(),
        columns: [text('source_system'), text('source_key'), text('gtin')],
        rows: Array.from({ length: 10 }, (_, i) => ['plant', String(i + 1), null]),
      }),
      one(3, 'reference model.sales_order_line (item_key) -> model.item', 'met'),
      one(4, 'fresh model.inventory_balance 15 minutes', 'met'),
      one(5, 'range model.item (gross_weight_kg) 0 .. 10000', 'met', { held_back: 3 }),
      one(6, 'check model.sales_order_line (quantity_shipped <= quantity_ordered)', 'met', {
        held_back: 0,
      }),
      one(7, 'An open order is promised, whatever it is.', 'failed', {
        error: {
          code: 'SQL_INVALID',
          message: 'Cannot run the query: column promised does not exist.',
          remedy: 'Did you mean promised_at?',
          source_file: 'quality/model.sql',
          line: 7,
          column: null,
        },
      }),
    ],
  };
}

/** The river, with as many further idle tables as asked for. */
export function flowGraph({ sources, rates, total, lag, extraTables, failing }) {
  const nodes = [];
  const edges = [];
  const rate = (t) => rates[t] / 2;
  for (const s of sources) {
    nodes.push({
      id: `source:${s.name}`,
      kind: 'source',
      name: s.name,
      state: s.error ? 'failed' : s.capture_lag?.warning ? 'warning' : 'ok',
      rate: s.changes_per_second,
      lag_ms: s.lag_ms,
      detail: s.connector,
      warning: s.capture_lag?.warning ?? null,
      ...(s.error ? { error: s.error } : {}),
    });
  }
  for (const [name, r] of Object.entries(RAW)) {
    nodes.push({
      id: `raw:${name}`,
      kind: 'raw',
      name,
      group: name.split('.').slice(0, 2).join('.'),
      state: rate(r[0]) > 0 ? 'ok' : 'idle',
      rate: rate(r[0]),
      lag_ms: lag - 6,
      rows: 4000,
    });
    edges.push({ from: `source:${r[1]}`, to: `raw:${name}`, rate: rate(r[0]) });
    edges.push(
      { from: `raw:${name}`, to: 'lake', rate: rate(r[0]) },
      { from: `raw:${name}`, to: 'live', rate: rate(r[0]) },
    );
  }
  for (let i = 0; i < extraTables; i++) {
    const s = i % 2 ? 'plant' : 'distribution';
    const name = `${s}.${s === 'plant' ? ['public', 'mes', 'qm'][i % 3] : s}.table_${String(i).padStart(3, '0')}`;
    const x = i % 7 === 0 ? (i % 13) / 2 : 0;
    nodes.push({
      id: `raw:${name}`,
      kind: 'raw',
      name,
      group: name.split('.').slice(0, 2).join('.'),
      state: x ? 'ok' : 'idle',
      rate: x,
      lag_ms: lag,
      rows: i * 10,
    });
    edges.push(
      { from: `source:${s}`, to: `raw:${name}`, rate: x },
      { from: `raw:${name}`, to: 'live', rate: x },
      { from: `raw:${name}`, to: 'lake', rate: x },
    );
  }
  for (const [name, m] of Object.entries(MAPPINGS)) {
    const bad = failing && name === 'plant/shipping';
    const sum = m.writes.reduce((a, t) => a + rate(t), 0);
    nodes.push({
      id: `mapping:${name}`,
      kind: 'mapping',
      name,
      group: name.split('/')[0],
      state: bad ? 'failed' : sum ? 'ok' : 'idle',
      rate: bad ? 0 : sum,
      lag_ms: lag - 3,
      ...(bad
        ? {
            error: {
              code: 'MAPPING_SQL',
              message:
                "Cannot plan mapping plant/shipping: Column 'r.carier' not found in any table.",
              remedy: "Did you mean 'r.carrier'?",
              source_file: 'mappings/shipping.sql',
              line: 7,
              column: 3,
            },
          }
        : {}),
    });
    for (const t of m.reads)
      edges.push({ from: `raw:${t}`, to: `mapping:${name}`, rate: rate(RAW[t][0]) });
    for (const t of m.writes)
      edges.push({ from: `mapping:${name}`, to: `model:${t}`, rate: rate(t) });
  }
  for (const t of Object.keys(MODEL)) {
    nodes.push({
      id: `model:${t}`,
      kind: 'model',
      name: t,
      group: 'model',
      state: rates[t] ? 'ok' : 'idle',
      rate: rates[t],
      lag_ms: lag,
      rows: 2000,
    });
    edges.push(
      { from: `model:${t}`, to: 'lake', rate: rates[t] },
      { from: `model:${t}`, to: 'live', rate: rates[t] },
    );
  }
  nodes.push({
    id: 'lake',
    kind: 'lake',
    name: 'lake',
    state: 'ok',
    rate: total * 2,
    lag_ms: 4200,
  });
  nodes.push({
    id: 'live',
    kind: 'live',
    name: 'live store',
    state: 'ok',
    rate: total * 2,
    lag_ms: lag,
  });
  return { nodes, edges };
}

const noSpace = {
  code: 'LAKE_FULL',
  message: 'Cannot write to the lake: no space is left at data/lake.',
  remedy: 'Free space there or give the lake another place (lake.warehouse).',
};
const commit = () => new Date(Math.floor(Date.now() / 10_000) * 10_000);

/** The lake's tables, and upkeep that is asked for: a table in a quarter of a second. */
export class Lake {
  upkeep = { state: 'none', progress: { done: 0, total: 0 }, table: null, tables: [] };
  done = new Map();

  constructor(failing, extraTables) {
    this.failing = failing;
    this.names = [
      ...Object.keys(RAW),
      ...Object.keys(MODEL).map((t) => `model.${t}`),
      ...Array.from({ length: extraTables }, (_, i) => `plant.public.table_${i}`),
    ].sort();
  }

  answer(counts) {
    const error = this.failing ? noSpace : null;
    return {
      warehouse: 'file:///srv/millrace/data/lake',
      state: this.failing ? 'failed' : 'running',
      commit_interval_ms: 10_000,
      last_commit_at: commit().toISOString(),
      error,
      tables: this.names.map((name, i) => this.table(name, i, counts)),
    };
  }

  table(name, i, counts) {
    const changes = 4000 + i * 40_811 + (counts[RAW[name]?.[0] ?? name.slice(6)] ?? 0);
    const rows = Math.round(changes / (1.2 + (i % 7) / 3));
    const dead = Math.round((rows * (i % 6)) / 20);
    return {
      name,
      kind: name.startsWith('model.') ? 'model' : 'raw',
      history: { files: 6 + (i % 11), changes, bytes: changes * 61 },
      current: {
        files: 3 + (i % 9),
        rows,
        dead_rows: dead,
        dead_share: dead / (rows + dead),
        bytes: (rows + dead) * 58,
      },
      lost: 0,
      snapshots: 12 + i,
      pending: i % 4 ? 0 : 37,
      last_commit_at: i % 5 === 4 ? null : new Date(commit() - i * 23_000).toISOString(),
      last_upkeep: this.done.get(name) ?? (i % 3 ? upkept(i, 400_000 * i) : null),
      error: this.failing && i % 4 === 2 ? noSpace : null,
    };
  }

  start(tables) {
    const waiting = [...(tables ?? this.names)];
    const total = waiting.length;
    const started_at = new Date().toISOString();
    const tell = (state) => {
      this.upkeep = {
        state,
        id: '1',
        started_at,
        finished_at: state === 'done' ? new Date().toISOString() : null,
        progress: { done: total - waiting.length, total },
        table: waiting[0] ?? null,
        tables: [...(this.upkeep.tables ?? [])],
      };
    };
    this.upkeep.tables = [];
    tell(total > 0 ? 'running' : 'done');
    const timer = setInterval(() => {
      const name = waiting.shift();
      if (this.failing && waiting.length === 1) {
        this.upkeep.tables.push({ name, done: null, error: noSpace });
      } else {
        this.done.set(name, upkept(waiting.length % 4, 0));
        this.upkeep.tables.push({ name, done: this.done.get(name), error: null });
      }
      tell(waiting.length > 0 ? 'running' : 'done');
      if (waiting.length === 0) clearInterval(timer);
    }, 250);
  }
}

function upkept(i, millisAgo) {
  return {
    at: new Date(Date.now() - millisAgo).toISOString(),
    files_rewritten: i % 4 ? 8 * (i % 5) : 0,
    dead_rows_left_out: i % 2 ? 331 * i : 0,
    snapshots_forgotten: i % 3 ? i : 0,
    files_deleted: i % 4 ? i * 2 : 0,
    seconds: 0.25,
  };
}

/** Of each table the current state and the history. */
export const lakeTables = (tables) =>
  tables
    .flatMap(({ name, columns }) =>
      ['', '_history'].map((ending) => {
        const parts = name.split('.');
        return { name: `lake.${parts[0]}.${parts.at(-1)}${ending}`, columns };
      }),
    )
    .toSorted((a, b) => a.name.localeCompare(b.name));

/** A verification that takes a few seconds. */
export class Verification {
  answer = { state: 'none' };

  constructor(failing) {
    this.failing = failing;
  }

  start() {
    const all = Object.entries(RAW);
    this.answer = {
      state: 'running',
      started_at: new Date().toISOString(),
      progress: { done: 0, total: all.length },
      tables: [],
    };
    const timer = setInterval(() => {
      const done = this.answer.tables.length;
      const [name, raw] = all[done];
      this.answer.tables.push(verified(name, raw[1], this.failing && done === 3));
      this.answer.progress.done++;
      if (this.answer.progress.done < all.length) return;
      clearInterval(timer);
      this.answer.state = 'done';
      this.answer.finished_at = new Date().toISOString();
      this.answer.equal = this.answer.tables.every((t) => t.equal);
    }, 250);
  }
}

function verified(table, source, differs) {
  const sum = (table.length * 2654435761).toString(16).padStart(16, '0');
  return {
    source,
    table,
    position: (77_000).toString(16).padStart(40, '0'),
    source_rows: 9000,
    live_rows: differs ? 8999 : 9000,
    lake_rows: 9000,
    source_checksum: sum,
    live_checksum: differs ? 'deadbeefdeadbeef' : sum,
    lake_checksum: sum,
    equal: !differs,
    ...(differs ? { detail: '1 row is missing in the live store' } : {}),
  };
}
