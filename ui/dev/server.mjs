// A stand-in for the Millrace server, for work on the screens: node dev/server.mjs [--port 7070] [--tables 500] [--sensors 3000]
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectations, flowGraph, Lake, lakeTables, Verification } from './answers.mjs';
import { Business } from './business.mjs';
import { mappingLineage, mappingSql, MAPPINGS, MODEL, openData, RAW } from './data.mjs';
import { diffRows } from './diff.mjs';
import { decide } from './matches.mjs';
import { Fleet } from './positions.mjs';
import { addNote, drawBorder } from './transport.mjs';
import { workbench } from './workbench.mjs';

const arg = (name, value) => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? value : process.argv[i + 1];
};
const port = Number(arg('port', '7070'));
const extraTables = Number(arg('tables', '0'));
const failing = process.argv.includes('--failing');
// Its sources begin with the reading of rows that takes so many seconds.
const readingSeconds = Number(arg('reading', '0'));
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const started = Date.now();
const fleet = new Fleet(Number(arg('sensors', '3000')));
const { db, run } = await openData();
let queue = Promise.resolve();
/** One statement at a time: the stub has one connection. */
const serial = (work) => {
  const done = queue.then(work, work);
  queue = done.catch(() => undefined);
  return done;
};
const business = new Business(run);
let changed = new Set();
const recent = [];
const verification = new Verification(failing);
const lake = new Lake(failing, extraTables);

const iso = (type, v) =>
  v !== null && type.startsWith('TIMESTAMP') && typeof v === 'string'
    ? v.replace(' ', 'T').replace(/\+00$/, '') + 'Z'
    : v;

function query(sql, limit = 1000) {
  return serial(async () => {
    const t = performance.now();
    const head = sql.trim().replace(/^(--[^\n]*\n|\s)+/, '');
    if (!/^(select|with|from|show|describe|values|explain)/i.test(head)) {
      throw new Error('Parser Error: only queries are allowed here');
    }
    const r = await db.runAndReadAll(sql.replace(/;\s*$/, ''));
    const types = r.columnTypes().map(String);
    const names = r.columnNames();
    const all = r.getRowsJson();
    const rows = all.slice(0, limit).map((row) => row.map((v, i) => iso(types[i], v)));
    return {
      columns: names.map((name, i) => ({
        name,
        type: types[i].replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMP WITH TIME ZONE'),
      })),
      rows,
      row_count: rows.length,
      truncated: all.length > limit,
      elapsed_ms: Math.round((performance.now() - t) * 10) / 10,
    };
  });
}

const sqlError = (e) => ({
  code: 'SQL_ERROR',
  message: `Cannot run query: ${String(e.message).split('\n')[0]}`,
  remedy:
    'Correct the statement; table names have three parts (plant.public.item) or start with model.',
});

const tablesOf = (sql) => {
  const used = new Set();
  for (const t of Object.keys(MODEL)) if (new RegExp(`model\\.${t}\\b`).test(sql)) used.add(t);
  for (const [name, r] of Object.entries(RAW)) if (sql.includes(name)) used.add(r[0]);
  return used;
};

const freshness = () => {
  const now = 18 + Math.round(14 * Math.abs(Math.sin(Date.now() / 7000)));
  return { now_ms: now, p50_ms: 24, p99_ms: 61 };
};
const cps = () => Math.round(recent.reduce((a, b) => a + b, 0) / Math.max(1, recent.length));
const failedSource = {
  code: 'SOURCE_UNREACHABLE',
  message: 'Cannot connect to source distribution: 127.0.0.1:3307. Connection refused.',
  remedy: 'Start the database or correct host and port in sources/distribution.yaml.',
  source_file: 'sources/distribution.yaml',
  line: 4,
  column: 9,
};
const isReading = () => Date.now() - started < readingSeconds * 1000;
/** The native connector tells how far it is, the other does not. */
function captured(i) {
  if (i) return { snapshot: null, capture_lag: null };
  const part = (Date.now() - started) / 1000 / readingSeconds;
  const snapshot = {
    tables: 20,
    tables_done: Math.floor(part * 20),
    rows: Math.floor(part * 4_811_310),
    rows_total: 4_811_310,
    percent: Math.floor(part * 100),
    seconds_left: Math.round(readingSeconds * (1 - part)),
  };
  const capture_lag = {
    bytes: failing ? 913_400_000 : 0,
    retained_log_bytes: failing ? 913_430_000 : 16_780_000,
    seconds: failing ? 184 : 0,
    warning: failing
      ? 'Replication slot millrace_plant keeps 871 MB of the server\u2019s log, near the most it may: it will be lost. Raise max_slot_wal_keep_size, or let Millrace catch up.'
      : null,
  };
  return { snapshot: isReading() ? snapshot : null, capture_lag };
}
const sources = () =>
  ['plant', 'distribution'].map((name, i) => ({
    name,
    connector: i ? 'mariadb' : 'postgres',
    state: failing && i ? 'failed' : !i && isReading() ? 'snapshot' : 'streaming',
    tables: Object.values(RAW).filter((r) => r[1] === name).length,
    rows: i ? 61_240 : 64_310,
    changes_per_second: failing && i ? 0 : Math.round(cps() / 2),
    lag_ms: failing && i ? 184_000 : freshness().now_ms + i * 3,
    last_commit_at: business.lastCommit.toISOString(),
    ...captured(i),
    ...(failing && i ? { error: failedSource } : {}),
  }));

function status() {
  return {
    version: '0.1.0-stub',
    started_at: new Date(started).toISOString(),
    uptime_ms: Date.now() - started,
    state: 'running',
    memory: { heap_bytes: 612e6, resident_bytes: 1.21e9 },
    parts: ['log', 'connect', 'flow', 'lake', 'live', 'server'].map((name, i) => ({
      name,
      state: 'running',
      detail: [
        '1 broker, 27 topics',
        '2 connectors',
        '10 mappings',
        'commit every 10 s',
        '27 tables',
        '127.0.0.1',
      ][i],
      started_in_ms: [2100, 3400, 6200, 900, 300, 210][i],
    })),
    sources: sources(),
    mappings: Object.entries(MAPPINGS).map(([name, m]) => ({
      name,
      state: 'running',
      tables: m.writes,
    })),
    freshness: freshness(),
    changes_per_second: cps(),
    tracking: { sensors: fleet.sensors.length, readings: 1_204_311, refused: 3 },
    demo: { rate_per_minute: business.rate, transactions: business.transactions },
  };
}

let described;
async function tables() {
  described ??= await describe();
  return described.map((t) => ({ ...t, changes_per_second: business.rates[t.model] }));
}

async function describe() {
  const list = [];
  const names = [...Object.keys(RAW), ...Object.keys(MODEL).map((t) => `model.${t}`)];
  for (const name of names) {
    const raw = RAW[name];
    const model = raw ? raw[0] : name.slice(6);
    const d = await query(`DESCRIBE SELECT * FROM ${name}`, 200);
    const c = await query(`SELECT count(*) FROM ${name}`);
    list.push({
      name,
      model,
      kind: raw ? 'raw' : 'model',
      ...(raw ? { source: raw[1] } : {}),
      rows: Number(c.rows[0][0]),
      changes: business.counts[model],
      changes_per_second: business.rates[model],
      last_commit_at: business.lastCommit.toISOString(),
      key: raw ? [raw[2]] : ['source_system', 'source_key'],
      columns: d.rows
        .filter((r) => !String(r[0]).startsWith('_'))
        .map((r) => ({ name: r[0], type: r[1], nullable: true })),
    });
  }
  return list;
}

async function history(params) {
  const table = params.get('table');
  const key = JSON.parse(params.get('key'));
  const where = Object.entries(key)
    .map(([k, v]) => `CAST(${k} AS VARCHAR) = '${String(v).replaceAll("'", "''")}'`)
    .join(' AND ');
  const r = await query(`SELECT * FROM ${table} WHERE ${where}`);
  if (!r.rows.length)
    return { table, as_of: new Date().toISOString(), columns: r.columns, changes: [] };
  const row = Object.fromEntries(
    r.columns.map((c, i) => [c.name, r.rows[0][i]]).filter(([n]) => !n.startsWith('_')),
  );
  const changes = [];
  for (let i = 0; i < 6; i++) {
    const at = new Date(Date.now() - i * i * 3_700_000 - 12_000).toISOString();
    const past = { ...row };
    const field = Object.keys(row).find((k) =>
      /status|state|on_hand|menge|cost|preis|wert/.test(k),
    );
    if (field && i)
      past[field] = /status|state/.test(field)
        ? ['shipped', 'allocated', 'open', 'open', 'draft'][i - 1]
        : (Number(row[field]) * (1 - i * 0.04)).toFixed(6);
    changes.push({
      op: i === 5 ? 'snapshot' : 'update',
      position: (9000 - i).toString(16).padStart(40, '0'),
      commit_time: at,
      captured_time: at,
      row: past,
    });
  }
  return {
    table,
    as_of: new Date(Date.now() - 4000).toISOString(),
    columns: r.columns.filter((c) => !c.name.startsWith('_')),
    changes,
  };
}

function stream(res) {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  return (event, data) => res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function live(res, queries, limit = 1000) {
  const send = stream(res);
  const state = new Map();
  const answer = async (id, sql) => {
    try {
      const r = await query(sql, limit);
      const as_of = new Date().toISOString();
      const old = state.get(id);
      state.set(id, r.rows);
      if (!old)
        send('rows', { id, columns: r.columns, rows: r.rows, truncated: r.truncated, as_of });
      else if (JSON.stringify(old) !== JSON.stringify(r.rows))
        send('diff', { id, ops: diffRows(old, r.rows), as_of });
    } catch (e) {
      send('error', { id, ...sqlError(e) });
    }
  };
  for (const [id, sql] of Object.entries(queries)) await answer(id, sql);
  const pending = new Set();
  const collect = (set) => set.forEach((t) => pending.add(t));
  listeners.add(collect);
  let answering = false;
  const timer = setInterval(async () => {
    if (answering) return;
    answering = true;
    const now = new Set(pending);
    pending.clear();
    for (const [id, sql] of Object.entries(queries)) {
      if ([...tablesOf(sql)].some((t) => now.has(t))) await answer(id, sql);
    }
    answering = false;
  }, 500);
  const ping = setInterval(() => send('ping', {}), 5000);
  res.on('close', () => {
    clearInterval(timer);
    clearInterval(ping);
    listeners.delete(collect);
  });
}

const listeners = new Set();
let last = Date.now();
let ticking = false;
setInterval(() => {
  if (ticking) return;
  ticking = true;
  const t = Date.now();
  const elapsed = t - last;
  last = t;
  void serial(() => business.tick(Math.min(elapsed, 500))).finally(() => (ticking = false));
  changed = business.dirty;
  business.dirty = new Set();
  listeners.forEach((l) => l(changed));
}, 200);
let before = 0;
const previous = { ...business.counts };
setInterval(() => {
  recent.push(business.changes - before);
  before = business.changes;
  if (recent.length > 5) recent.shift();
  for (const t of Object.keys(previous)) {
    business.rates[t] = business.rates[t] * 0.6 + (business.counts[t] - previous[t]) * 0.4;
    if (business.rates[t] < 0.05) business.rates[t] = 0;
    previous[t] = business.counts[t];
  }
}, 1000);

const notFound = (what, name) => ({
  code: 'NOT_FOUND',
  message: `Cannot find ${what}: ${name}.`,
  remedy: 'See /api/status for what there is.',
});

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
const body = (req) =>
  new Promise((ok) => {
    let s = '';
    req.on('data', (d) => (s += d));
    req.on('end', () => ok(s ? JSON.parse(s) : {}));
  });

async function api(req, res, url) {
  const json = (value, code = 200) => {
    res.writeHead(code, { 'content-type': 'application/json' });
    res.end(JSON.stringify(value));
  };
  const p = url.pathname.slice(5);
  if (p === 'status') return json(status());
  if (p === 'tables') return json(await tables());
  if (p === 'flow')
    return json(
      flowGraph({
        sources: sources(),
        rates: business.rates,
        total: cps(),
        lag: freshness().now_ms,
        extraTables,
        failing,
      }),
    );
  if (p === 'lineage') return json({ mappings: Object.keys(MAPPINGS).map(mappingLineage) });
  if (p === 'expectations') return json(expectations());
  if (p === 'lake') return json(lake.answer(business.counts));
  if (p === 'lake/upkeep' && req.method === 'POST') {
    lake.start((await body(req)).tables);
    return json({ id: '1' }, 202);
  }
  if (p === 'lake/upkeep') return json(lake.upkeep);
  if (p === 'lake/tables') return json(lakeTables(await tables()));
  if (p === 'positions/live') return fleet.follow(url.searchParams, stream(res), res);
  if (p === 'positions/sensor') {
    const sensor = fleet.sensor(url.searchParams);
    return json(sensor ?? notFound('sensor', url.searchParams.get('sensor')), sensor ? 200 : 404);
  }
  if (p === 'documents' && req.method === 'POST') {
    const note = await body(req);
    await serial(() => addNote(run, note));
    listeners.forEach((l) => l(new Set(['document'])));
    return json({ system: note.system, key: 'added' });
  }
  if (p.startsWith('geofences/')) {
    const [system, place] = p.slice('geofences/'.length).split('/').map(decodeURIComponent);
    const shape = req.method === 'PUT' ? await body(req) : null;
    await serial(() => drawBorder(run, system, place, shape));
    listeners.forEach((l) => l(new Set(['geofence'])));
    return json({ source_system: system, location_key: place, ...shape });
  }
  if (p === 'history') return json(await history(url.searchParams));
  if (p === 'cross-reference/decision') {
    const pair = await body(req);
    await serial(() => decide(run, pair));
    listeners.forEach((l) => l(new Set([`${pair.table}_xref`])));
    return json({ status: pair.decision, confidence: 0.9, decided_by: 'person' });
  }
  const worked = await workbench(p, req.method, () => body(req));
  if (worked) return json(worked, req.method === 'POST' ? 202 : 200);
  if (p.startsWith('mappings/')) {
    const name = decodeURIComponent(p.slice(9));
    if (!MAPPINGS[name]) return json(notFound('mapping', name), 404);
    const m = MAPPINGS[name];
    return json({
      name,
      file: `mappings/${name}.sql`,
      sql: mappingSql(name),
      tables: { reads: m.reads, writes: m.writes },
    });
  }
  if (p === 'verify' && req.method === 'POST') {
    verification.start();
    return json({ id: '1' }, 202);
  }
  if (p === 'verify') return json(verification.answer);
  if (p === 'demo') {
    if (req.method === 'PUT') business.rate = (await body(req)).rate_per_minute;
    return json({
      rate_per_minute: business.rate,
      transactions: business.transactions,
      running: true,
    });
  }
  if (p === 'sql') {
    const q =
      req.method === 'POST'
        ? await body(req)
        : {
            sql: url.searchParams.get('q'),
            limit: Number(url.searchParams.get('limit') ?? 1000),
            format: url.searchParams.get('format') ?? 'json',
          };
    try {
      const r = await query(q.sql, q.limit ?? 1000);
      if (q.format !== 'csv') return json(r);
      res.writeHead(200, { 'content-type': 'text/csv' });
      return res.end([r.columns.map((c) => c.name), ...r.rows].map((x) => x.join(',')).join('\n'));
    } catch (e) {
      return json(sqlError(e), 400);
    }
  }
  if (p === 'live')
    return live(
      res,
      req.method === 'POST' ? (await body(req)).queries : { q: url.searchParams.get('q') },
    );
  if (p === 'pulse') {
    const send = stream(res);
    const beat = () =>
      send('pulse', {
        at: new Date().toISOString(),
        freshness: freshness(),
        changes_per_second: cps(),
        changes_total: business.changes,
        catalog: 1,
        sources: sources().map(({ name, state, lag_ms, capture_lag }) => ({
          name,
          state,
          lag_ms,
          warning: capture_lag?.warning ?? null,
        })),
      });
    beat();
    const timer = setInterval(beat, 1000);
    return res.on('close', () => clearInterval(timer));
  }
  return json(
    {
      code: 'NOT_FOUND',
      message: `Cannot find ${url.pathname}.`,
      remedy: 'See /api/openapi.json.',
    },
    404,
  );
}

createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.searchParams.has('token')) {
    res.writeHead(302, {
      location: '/',
      'set-cookie': 'millrace=stub; HttpOnly; SameSite=Strict; Path=/',
    });
    return res.end();
  }
  if (url.pathname.startsWith('/api/')) {
    api(req, res, url).catch((e) => {
      res.writeHead(500, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify({
          code: 'INTERNAL',
          message: String(e.message),
          remedy: 'See the stub’s console.',
        }),
      );
    });
    return;
  }
  const path = join(dist, normalize(url.pathname));
  const file =
    path.startsWith(dist) && existsSync(path) && statSync(path).isFile()
      ? path
      : join(dist, 'index.html');
  res.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(res);
}).listen(port, '127.0.0.1', () => console.log(`stub on http://127.0.0.1:${port}`));
