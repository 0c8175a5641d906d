import type { Lineage, LineageOrigin, LineageStatement } from '../api/types';

/** A way in which a model column is made: one for each statement that writes it. */
export interface Made {
  mapping: string;
  file: string;
  line: number;
  expression: string;
  origins: LineageOrigin[];
}

/** A model column that a raw column goes into. */
export interface Fed {
  mapping: string;
  table: string;
  column: string;
  expression: string;
  ways: Way[];
}

/** A statement whose rows a raw column decides about. */
export interface Decided {
  mapping: string;
  table: string;
  ways: Way[];
}

export type Way = LineageOrigin['way'];

/** How a column has to do with another, said of the one that it comes from. */
export const WAYS: Record<Way, string> = {
  identity: 'as it is',
  transformation: 'computed',
  aggregation: 'aggregated',
  conditional: 'decides',
  join: 'joined by',
  filter: 'filtered by',
  group_by: 'grouped by',
  sort: 'sorted by',
  window: 'ranked by',
};

interface Step {
  mapping: string;
  file: string;
  statement: LineageStatement;
}

function steps(lineage: Lineage): Step[] {
  return lineage.mappings.flatMap(({ mapping, file, statements }) =>
    statements.map((statement) => ({ mapping, file, statement })),
  );
}

/** A model table's columns, in the order of its statements, with what each is made of. */
export function madeOf(lineage: Lineage, table: string): Map<string, Made[]> {
  const columns = new Map<string, Made[]>();
  for (const { mapping, file, statement } of steps(lineage)) {
    if (statement.table !== table) continue;
    for (const { name, expression, origins } of statement.columns) {
      const made = { mapping, file, line: statement.line, expression, origins };
      columns.set(name, [...(columns.get(name) ?? []), made]);
    }
  }
  return columns;
}

/** What the columns of a raw table go into. */
export function goesInto(lineage: Lineage, table: string): Map<string, Fed[]> {
  const columns = new Map<string, Fed[]>();
  for (const { mapping, statement } of steps(lineage)) {
    for (const { name, expression, origins } of statement.columns) {
      for (const [column, ways] of waysOf(origins, table)) {
        const fed = { mapping, table: statement.table, column: name, expression, ways };
        columns.set(column, [...(columns.get(column) ?? []), fed]);
      }
    }
  }
  return columns;
}

/** About which tables' rows the columns of a raw table decide. */
export function decidesAbout(lineage: Lineage, table: string): Map<string, Decided[]> {
  const columns = new Map<string, Decided[]>();
  for (const { mapping, statement } of steps(lineage)) {
    for (const [column, ways] of waysOf(statement.rows, table)) {
      const decided = { mapping, table: statement.table, ways };
      columns.set(column, [...(columns.get(column) ?? []), decided]);
    }
  }
  return columns;
}

/** The columns that decide which rows a model table has, by mapping. */
export function rowsOf(lineage: Lineage, table: string): Map<string, LineageOrigin[]> {
  const mappings = new Map<string, LineageOrigin[]>();
  for (const { mapping, statement } of steps(lineage)) {
    if (statement.table !== table || statement.rows.length === 0) continue;
    mappings.set(mapping, [...(mappings.get(mapping) ?? []), ...statement.rows]);
  }
  return mappings;
}

function waysOf(origins: LineageOrigin[], table: string): Map<string, Way[]> {
  const columns = new Map<string, Way[]>();
  for (const origin of origins) {
    if (origin.table !== table) continue;
    columns.set(origin.column, [...(columns.get(origin.column) ?? []), origin.way]);
  }
  return columns;
}

/** The edges of the river that a column's values pass, from its sources to what is made of it. */
export function wayOfColumn(
  lineage: Lineage,
  node: string,
  column: string,
): { from: string; to: string }[] {
  const edges: { from: string; to: string }[] = [];
  const pass = (mapping: string, raw: string, model: string) => {
    edges.push(
      { from: `source:${raw.split('.')[0]}`, to: `raw:${raw}` },
      { from: `raw:${raw}`, to: `mapping:${mapping}` },
      { from: `mapping:${mapping}`, to: model.replace('.', ':') },
      { from: model.replace('.', ':'), to: 'lake' },
      { from: model.replace('.', ':'), to: 'live' },
    );
  };
  if (node.startsWith('model:')) {
    const table = node.replace(':', '.');
    for (const { mapping, origins } of madeOf(lineage, table).get(column) ?? []) {
      for (const origin of origins) pass(mapping, origin.table, table);
    }
  } else if (node.startsWith('raw:')) {
    const table = node.slice('raw:'.length);
    for (const fed of goesInto(lineage, table).get(column) ?? []) {
      pass(fed.mapping, table, fed.table);
    }
    for (const decided of decidesAbout(lineage, table).get(column) ?? []) {
      pass(decided.mapping, table, decided.table);
    }
  }
  return edges;
}

/** The last two parts that a reader knows a raw column by: `item.code`. */
export function shortOrigin({ table, column }: { table: string; column: string }): string {
  return `${table.split('.').slice(2).join('.')}.${column}`;
}

/** Each once, in its order. */
export function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
