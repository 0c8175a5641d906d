import type { Sort } from '../table/DataTable';
import { times } from '../overview/queries';
import { atSite, containing, literal } from '../sql/text';

export type StockView = 'all' | 'below' | 'reserved';

export interface StockFilter {
  view: StockView;
  text: string;
  system: string;
  site: string;
}

export const COLUMN = {
  system: 0,
  key: 1,
  code: 2,
  name: 3,
  location: 4,
  onHand: 5,
  reserved: 6,
  available: 7,
  total: 8,
  safety: 9,
  uom: 10,
  value: 11,
  currency: 12,
  kind: 13,
  updated: 14,
} as const;

const SORTS: Record<string, string> = {
  code: 'item_code',
  name: 'item_name',
  location: 'location',
  onHand: 'quantity_on_hand',
  reserved: 'quantity_reserved',
  available: 'available',
  total: 'total_available',
  safety: 'safety_stock',
  value: 'value',
  kind: 'kind',
  system: 'source_system',
  updated: 'updated_at',
  short: times('safety_stock - total_available', 'unit_cost'),
};

function from({ view, text, system, site }: StockFilter): string {
  const where: string[] = [];
  if (view === 'below') where.push('active IS NOT FALSE AND total_available < safety_stock');
  if (view === 'reserved') where.push('quantity_reserved > 0');
  if (system) where.push(`source_system = ${literal(system)}`);
  if (site) where.push(atSite(site, 'source_system', 'location_key'));
  if (text) {
    const like = containing(text);
    where.push(`(item_code ILIKE ${like} OR item_name ILIKE ${like} OR location ILIKE ${like})`);
  }
  return `FROM (
  SELECT b.source_system, b.source_key, b.location_key, coalesce(i.item_code, b.item_key) AS item_code,
    i.name AS item_name, coalesce(l.name, b.location_key) AS location, b.quantity_on_hand,
    b.quantity_reserved, b.quantity_on_hand - coalesce(b.quantity_reserved, 0) AS available,
    sum(b.quantity_on_hand - coalesce(b.quantity_reserved, 0)) OVER (PARTITION BY b.source_system, b.item_key) AS total_available,
    i.safety_stock, b.uom, ${times('b.quantity_on_hand', 'i.unit_cost')} AS value, i.currency, i.kind, b.updated_at,
    i.unit_cost, i.active
  FROM model.inventory_balance b
  LEFT JOIN model.item i ON i.source_system = b.source_system AND i.source_key = b.item_key
  LEFT JOIN model.location l ON l.source_system = b.source_system AND l.source_key = b.location_key
) ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}`;
}

export function stockRows(filter: StockFilter, sort: Sort): string {
  const by = SORTS[sort.column] ?? 'item_code';
  return `SELECT source_system, source_key, item_code, item_name, location, quantity_on_hand,
  quantity_reserved, available, total_available, safety_stock, uom, value, currency, kind, updated_at
${from(filter)}
ORDER BY ${by} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, source_system, source_key`;
}

export function stockCount(filter: StockFilter): string {
  return `SELECT count(*), count(DISTINCT (source_system, item_code)) ${from(filter)}`;
}
