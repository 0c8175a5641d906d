import { orderRows, type Side } from '../orders/query';
import * as overview from '../overview/queries';
import { stockRows } from '../inventory/query';
import { DWELL, fenceSql, placesSql, presentSql } from '../locations/queries';
import { SHIPMENT_EXCEPTIONS, SHIPMENT_LEGS, SHIPMENT_LINES } from '../row/relations';
import { aroundSql, documentsSql, eventsSql, legsSql, sensorsSql } from '../shipment/queries';
import { trackSql } from '../shipment/track';
import { shipmentRows, withEvents } from '../shipments/query';

/** A page that shows rows of the model, and the live queries that it shows them by. */
interface Reader {
  title: string;
  path: string;
  queries: string[];
}

const orders = (side: Side) =>
  orderRows(
    { side, view: 'all', text: '', system: '', site: '' },
    { column: 'ordered', descending: true },
  );

const NO_FILTER = { text: '', system: '', kind: '' };
const allShipments = shipmentRows(
  { view: 'all', text: '', system: '', status: '', direction: '', carrier: '', mode: '' },
  { column: 'risk', descending: true },
);
const oneShipment = [aroundSql, sensorsSql, eventsSql, legsSql, documentsSql].map((sql) =>
  sql('', ''),
);
const behindShipment = [SHIPMENT_LINES, SHIPMENT_LEGS, SHIPMENT_EXCEPTIONS].map(({ sql }) =>
  sql('', '', {}),
);

const READERS: Reader[] = [
  {
    title: 'Overview',
    path: '/',
    queries: Object.values(overview)
      .filter((value) => typeof value === 'string')
      .filter((value) => value.includes('FROM model.')),
  },
  {
    title: 'Shipments',
    path: '/shipments',
    queries: [withEvents(allShipments), ...oneShipment, ...behindShipment, trackSql('', '', 0, 1)],
  },
  {
    title: 'Locations',
    path: '/locations',
    queries: [placesSql(NO_FILTER), DWELL, fenceSql('', ''), presentSql('', '')],
  },
  { title: 'Orders', path: '/orders', queries: [orders('sales'), orders('purchase')] },
  {
    title: 'Inventory',
    path: '/inventory',
    queries: [
      stockRows(
        { view: 'all', text: '', system: '', site: '' },
        { column: 'code', descending: false },
      ),
    ],
  },
];

/**
 * The pages that show a model column. A query says by name which columns it reads; one without a
 * table's name before it, or of a table that goes on under another name, counts for every table of
 * the query that has such a column: rather one page too many than one too few.
 */
export function shownBy(table: string, column: string | null): { title: string; path: string }[] {
  return READERS.filter(({ queries }) => queries.some((sql) => reads(sql, table, column))).map(
    ({ title, path }) => ({ title, path }),
  );
}

export function reads(sql: string, table: string, column: string | null): boolean {
  const names = new Map<string, Set<string>>();
  for (const [, name = '', alias = ''] of sql.matchAll(
    /\b(?:FROM|JOIN)\s+(model\.\w+)(?:\s+(?!WHERE\b|ON\b|GROUP\b|ORDER\b|LEFT\b|JOIN\b|SEMI\b)(\w+))?/g,
  )) {
    const known = names.get(alias) ?? new Set<string>();
    names.set(alias, known.add(name));
  }
  const all = [...names.values()];
  if (!all.some((tables) => tables.has(table))) return false;
  if (column === null) return true;
  return [...sql.matchAll(new RegExp(`(?:(\\w+)\\.)?\\b${column}\\b`, 'g'))].some(([, alias]) => {
    const tables = alias === undefined ? undefined : names.get(alias);
    return tables === undefined || tables.has(table);
  });
}
