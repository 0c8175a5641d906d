import { OPEN_PURCHASE, OPEN_SALES } from '../overview/queries';
import type { Sort } from '../table/DataTable';
import { atSite, containing, literal } from '../sql/text';

export type Side = 'sales' | 'purchase';
export type View = 'all' | 'open' | 'late' | 'done';

export interface OrderFilter {
  side: Side;
  view: View;
  text: string;
  system: string;
  /** `system/key` of a location. */
  site: string;
}

/** Positions of the columns in the answer. */
export const COLUMN = {
  system: 0,
  key: 1,
  number: 2,
  party: 3,
  site: 4,
  status: 5,
  ordered: 6,
  due: 7,
  total: 8,
  currency: 9,
  late: 10,
  updated: 11,
} as const;

const SORTS: Record<string, string> = {
  number: 'o.order_number',
  party: 'party',
  site: 'site',
  status: 'o.status',
  ordered: 'o.ordered_at',
  due: 'due_at',
  total: 'o.total_amount',
  system: 'o.source_system',
  updated: 'o.updated_at',
};

function parts({ side, view, text, system, site }: OrderFilter) {
  const open = side === 'sales' ? OPEN_SALES : OPEN_PURCHASE;
  const dueAt = side === 'sales' ? 'o.promised_at' : 'o.expected_at';
  const late = `(o.status IN ${open} AND ${dueAt} < now())`;
  const where: string[] = [];
  if (view === 'open') where.push(`o.status IN ${open}`);
  if (view === 'late') where.push(late);
  if (view === 'done') where.push(`o.status NOT IN ${open} AND o.status <> 'draft'`);
  if (system) where.push(`o.source_system = ${literal(system)}`);
  if (site) where.push(atSite(site, 'o.source_system', 'o.location_key'));
  if (text) {
    const like = containing(text);
    where.push(
      `(o.order_number ILIKE ${like} OR p.name ILIKE ${like} OR o.source_key ILIKE ${like})`,
    );
  }
  const from = `FROM model.${side}_order o
LEFT JOIN model.party p ON p.source_system = o.source_system AND p.source_key = o.party_key
LEFT JOIN model.location l ON l.source_system = o.source_system AND l.source_key = o.location_key`;
  return { dueAt, late, from, where: where.length > 0 ? `WHERE ${where.join(' AND ')}` : '' };
}

export function orderRows(filter: OrderFilter, sort: Sort): string {
  const { dueAt, late, from, where } = parts(filter);
  const by = SORTS[sort.column] ?? 'o.ordered_at';
  return `SELECT o.source_system, o.source_key, o.order_number, coalesce(p.name, o.party_key) AS party,
  coalesce(l.name, o.location_key) AS site, o.status, o.ordered_at, ${dueAt} AS due_at,
  o.total_amount, o.currency, ${late} AS late, o.updated_at
${from}
${where}
ORDER BY ${by} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, o.source_system, o.source_key`;
}

/** How many orders, and their value by currency as one text, so that currencies are never added. */
export function orderCount(filter: OrderFilter): string {
  const { from, where } = parts(filter);
  return `SELECT count(*) ${from} ${where}`;
}
