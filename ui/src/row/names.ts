import { useLive } from '../live/hooks';
import { literal } from '../sql/text';
import type { RowInFocus } from './RowPanel';
import { MODEL_TABLES, referenced } from './relations';

/** SQL for what a reader calls the rows that a model row's keys point to; null without such keys. */
export function namesSql(focus: RowInFocus | undefined): string | null {
  if (focus?.table.kind !== 'model') return null;
  const parts: string[] = [];
  for (const [column, value] of Object.entries(focus.row)) {
    const table = referenced(focus.table.name, column, focus.row);
    const name = table && MODEL_TABLES[table]?.name;
    if (!name || value === null) continue;
    parts.push(
      `SELECT ${literal(column)} AS col, concat_ws(' ', ${name.join(', ')}) AS name FROM ${table}
WHERE source_system = ${literal(String(focus.row['source_system']))} AND source_key = ${literal(String(value))}`,
    );
  }
  return parts.length > 0 ? parts.join('\nUNION ALL\n') : null;
}

/** The names behind a row's keys, by column. */
export function useNames(focus: RowInFocus | undefined): Record<string, string> {
  const answer = useLive(namesSql(focus) ?? 'SELECT NULL AS col, NULL AS name WHERE false');
  return Object.fromEntries(answer.rows.map((row) => [String(row[0]), String(row[1])]));
}
