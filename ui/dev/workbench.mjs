// The mapping workbench's answers, made up.
import { mappingSql, MAPPINGS } from './data.mjs';

const saved = {};
const runs = new Map();
const version = (sql) => `v${sql.length}`;
const sqlOf = (name) => saved[name] ?? (MAPPINGS[name] ? mappingSql(name) : undefined);

/** A piece of work that is done after a second and a half. */
function begin(result) {
  const id = String(runs.size + 1);
  runs.set(id, { since: Date.now(), result });
  return { id };
}

function current(id, field) {
  const { since, result } = runs.get(id);
  const running = Date.now() - since < 1500;
  return {
    progress: {
      state: running ? 'running' : 'done',
      step: 'Sampling rows',
      done: running ? 7 : 20,
      total: 20,
    },
    [field]: running ? null : result,
    error: null,
  };
}

const PACK = {
  name: 'dolibarr',
  erp: 'Dolibarr',
  release: '18',
  version: 1,
  maps: ['item', 'location', 'party', 'sales_order', 'sales_order_line'],
  left_out: ['boms.sql: table llx_bom_bom is not there.'],
};

function suggestion({ source, tables }) {
  const names = ['item', 'sales_order', 'sales_order_line', 'customer'].map((n) => `public.${n}`);
  const matched = names.map((table, i) => ({
    model: table === 'public.customer' ? 'party' : table.replace('public.', ''),
    table,
    rows_estimated: 2000 * (i + 1),
    confidence: 0.99 - 0.07 * i,
    reason: 'its name; 9 of 11 columns; it refers to party',
    columns: [
      { model: 'name', table, column: 'name', confidence: 0.97, reason: 'name' },
      {
        model: 'city',
        table: 'public.address',
        column: 'town',
        confidence: 0.62,
        reason: 'name is like it, in address',
      },
    ],
    perhaps: [],
    not_used: ['created_by'],
  }));
  const wanted = tables ?? names;
  const known = source === 'distribution' && !tables;
  return {
    source,
    pack: known ? PACK : null,
    tables: known ? [] : matched,
    perhaps: [],
    not_used: known ? [] : ['public.log', 'public.setting'],
    files: wanted.map((table) => {
      const name = `${source}/${table.replace('public.', '')}s`;
      const there = sqlOf(name);
      const sql = `INSERT INTO model.item (name)\nSELECT name FROM ${source}.${table};\n`;
      return { name, sql, version: there === undefined ? null : version(there) };
    }),
    problems: [],
  };
}

function preview({ name }) {
  return {
    mapping: name,
    clean: false,
    raw: [
      {
        table: 'plant.public.item',
        rows: 2000,
        along: 40,
        whole: false,
        rows_estimated: 41_000,
        not_used: ['created_by'],
        error: null,
      },
    ],
    model: [
      {
        table: 'model.item',
        lines: [1],
        rows: 1998,
        rejected: [
          {
            line: 1,
            column: 'weight',
            cause: "'heavy' is no number that fits",
            rows: 2,
            samples: [{ columns: ['id', 'weight'], values: ['7', 'heavy'] }],
          },
        ],
        duplicated: 1,
        duplicates: [{ key: ['plant', '9'], rows: 2 }],
        not_mapped: ['gtin'],
        always_empty: ['safety_stock'],
        references: [
          {
            column: 'party_key',
            targets: ['model.party'],
            rows: 80,
            orphans: 3,
            certainty: 'sure',
            values: ['4711'],
          },
        ],
        columns: ['source_key', 'name'],
        first: [
          ['1', 'Pump'],
          ['2', null],
        ],
      },
    ],
    problems: [],
  };
}

/** Answers what is asked of the workbench; undefined when it is something else. */
export async function workbench(path, method, body) {
  const [part, rest] = [path.split('/')[0], decodeURIComponent(path.split('/').slice(1).join('/'))];
  if (part === 'suggestions') {
    return method === 'POST' ? begin(suggestion(await body())) : current(rest, 'suggestion');
  }
  if (part === 'previews') {
    return method === 'POST' ? begin(preview(await body())) : current(rest, 'preview');
  }
  if (path === 'mappings') {
    return {
      mappings: Object.entries(MAPPINGS).map(([name, { reads, writes }]) => ({
        name,
        file: `mappings/${name}.sql`,
        state: 'running',
        reads,
        writes,
        replayed: saved[name] === undefined ? null : 0.45,
        error: null,
      })),
      sources: ['distribution', 'plant'].map((name) => ({ name, connector: 'postgres' })),
    };
  }
  if (part === 'mapping-texts') {
    if (method === 'PUT') saved[rest] = (await body()).sql;
    const sql = sqlOf(rest) ?? '';
    const file = `mappings/${rest}.sql`;
    return method === 'PUT'
      ? { name: rest, file, version: version(sql), takes_effect: 'replay' }
      : { name: rest, file, sql, version: version(sql) };
  }
  return undefined;
}
