/** A row's address: its table and the values of its key, in the order of the key's columns. */
export interface RowAddress {
  table: string;
  key: string[];
}

/** `model.item/plant/42`; each key value is percent-encoded. */
export function rowAddress(table: string, ...key: unknown[]): string {
  return [table, ...key.map((value) => encodeURIComponent(String(value)))].join('/');
}

export function parseRowAddress(text: string): RowAddress | null {
  const [table, ...key] = text.split('/');
  if (!table || !/^[\p{L}\p{N}_.$ -]+$/u.test(table) || key.length === 0) return null;
  try {
    return { table, key: key.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

/** The page about a row, for tables that have one. */
export function pageAddress(table: string, system: unknown, key: unknown): string | null {
  if (table !== 'model.shipment') return null;
  return `/shipment/${encodeURIComponent(String(system))}/${encodeURIComponent(String(key))}`;
}
