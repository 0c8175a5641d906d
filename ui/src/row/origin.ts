import { useQueries, useQuery } from '@tanstack/react-query';
import { get, runSql } from '../api/client';
import type { Answer, Mapping, Status, Table, Value } from '../api/types';
import { identifier, literal, tableName } from '../sql/text';
import { originsOf, type Origin } from './lineage';
import type { RowInFocus } from './RowPanel';

export interface MappedOrigin extends Origin {
  mapping: Mapping;
}

/** A mapping's address; a slash in its name is written %2F. */
export function mappingPath(name: string): string {
  return `/api/mappings/${encodeURIComponent(name)}`;
}

export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => get<Status>('/api/status', signal),
  });
}

/** The mappings that write a model table for a source, with the table the rows come from. */
export function useOrigins(table: string, system: string | undefined) {
  const status = useStatus();
  const short = table.replace(/^model\./, '');
  const names = (status.data?.mappings ?? [])
    .filter((m) => m.tables.some((t) => t.replace(/^model\./, '') === short))
    .map((m) => m.name);
  const mappings = useQueries({
    queries: names.map((name) => ({
      queryKey: ['mapping', name],
      queryFn: ({ signal }: { signal: AbortSignal }) => get<Mapping>(mappingPath(name), signal),
      staleTime: 30_000,
    })),
  });
  const origins: MappedOrigin[] = mappings.flatMap(({ data }) =>
    data ? originsOf(data.sql, short).map((origin) => ({ ...origin, mapping: data })) : [],
  );
  return {
    origins: origins.filter(
      (o) => o.system === null || system === undefined || o.system === system,
    ),
    error: status.error ?? mappings.find((m) => m.error)?.error ?? null,
    loading: status.isPending || mappings.some((m) => m.isPending),
  };
}

export interface FoundSourceRows {
  table: Table;
  alias: string;
  /** The condition under which a raw row belongs to the model row. */
  where: string;
  /** One row, or the latest of many where the model row sums them up. */
  answer: Answer;
}

/** So many raw rows are shown of a model row that sums up more. */
export const MOST_SOURCE_ROWS = 50;

/** The address parts of a raw row: the values of its table's key. */
export function keyOf(table: Table, answer: Answer, row: Value[]): string[] {
  return table.key.map((name) => {
    const at = answer.columns.findIndex((c) => c.name === name);
    return String(row[at]);
  });
}

/** Looks for the raw rows that a model row was made of. */
async function findSourceRows(
  origins: MappedOrigin[],
  tables: Table[],
  key: string,
  signal: AbortSignal,
): Promise<FoundSourceRows | null> {
  for (const origin of origins) {
    const table = tables.find((t) => t.name === origin.table);
    if (!table) continue;
    const { alias } = origin;
    const [only, ...more] = table.key;
    const plainKey = only && more.length === 0 ? `${alias}.${identifier(only)}` : null;
    for (const expression of new Set([origin.key, plainKey])) {
      if (!expression) continue;
      const where = `CAST(${expression} AS VARCHAR) = ${literal(key)}`;
      const sql = `SELECT ${alias}.* FROM ${tableName(origin.table)} AS ${alias}
WHERE ${where} ORDER BY ${alias}._commit_time DESC LIMIT ${MOST_SOURCE_ROWS}`;
      const answer = await runSql(sql, { limit: MOST_SOURCE_ROWS, signal });
      if (answer.rows.length > 0) return { table, alias, where, answer };
    }
  }
  return null;
}

export function useSourceRow(focus: RowInFocus | undefined) {
  const [system, key = ''] = focus?.key ?? [];
  const table = focus?.table.name ?? '';
  const { origins, error, loading } = useOrigins(table, system);
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const position = focus?.row['source_position'];
  const found = useQuery({
    queryKey: ['source-row', table, system, key, position, origins.map((o) => o.table)],
    queryFn: ({ signal }) => findSourceRows(origins, tables.data ?? [], key, signal),
    enabled: !loading && !!tables.data && focus?.table.kind === 'model',
    placeholderData: (previous) => previous,
  });
  return { origins, found, error: error ?? tables.error, loading };
}
