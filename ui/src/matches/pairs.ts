import type { DecidedPair, Value } from '../api/types';
import { readable, share } from '../format/format';
import { literal } from '../sql/text';

export type Subject = DecidedPair['table'];

export const STATUSES = ['proposed', 'certain', 'confirmed', 'rejected'] as const;
export type PairStatus = (typeof STATUSES)[number];

/** What of the rows is laid side by side, with its name for people, and whether it is a number. */
const FIELDS: Record<Subject, [string, string, 'number'?][]> = {
  item: [
    ['name', 'Name'],
    ['item_code', 'Code'],
    ['gtin', 'GTIN'],
    ['base_uom', 'Unit'],
    ['gross_weight_kg', 'Gross weight, kg', 'number'],
    ['kind', 'Kind'],
    ['item_group', 'Group'],
    ['unit_cost', 'Unit cost', 'number'],
    ['currency', 'Currency'],
    ['active', 'Active'],
  ],
  party: [
    ['name', 'Name'],
    ['party_code', 'Code'],
    ['tax_id', 'Tax number'],
    ['gln', 'GLN'],
    ['country_code', 'Country'],
    ['postal_code', 'Postal code'],
    ['city', 'City'],
    ['is_supplier', 'Supplier'],
    ['is_customer', 'Customer'],
    ['is_carrier', 'Carrier'],
    ['active', 'Active'],
  ],
};

/** How many pairs are shown at a time: the worklist fills up as it is worked off. */
export const MOST_PAIRS = 200;

/** How many pairs there are of each status. */
export const COUNTS = `SELECT 'item', status, count(*) FROM model.item_xref GROUP BY status
UNION ALL SELECT 'party', status, count(*) FROM model.party_xref GROUP BY status`;

/** The pairs of a status, those on which most depends first. */
export function pairsSql(subject: Subject, status: PairStatus): string {
  const fields = FIELDS[subject].flatMap(([name]) => [`a.${name}`, `b.${name}`]);
  const order = status === 'proposed' || status === 'certain' ? 'x.confidence' : 'x.decided_at';
  return `SELECT x.source_system, x.${subject}_key, x.other_system, x.other_${subject}_key,
  x.confidence, x.reason, x.decided_by, x.decided_at, ${fields.join(', ')}
FROM model.${subject}_xref AS x
LEFT JOIN model.${subject} AS a ON a.source_system = x.source_system AND a.source_key = x.${subject}_key
LEFT JOIN model.${subject} AS b ON b.source_system = x.other_system AND b.source_key = x.other_${subject}_key
WHERE x.status = ${literal(status)}
ORDER BY ${order} DESC, x.source_system, x.source_key LIMIT ${MOST_PAIRS}`;
}

/** What two values say of the rows that have them. */
export type Agreement = 'same' | 'other' | 'unknown';

export interface ComparedField {
  label: string;
  /** As one reads them; empty when there is none. */
  left: string;
  right: string;
  agreement: Agreement;
}

export interface Pair {
  /** Tells the pair from all others. */
  id: string;
  subject: Subject;
  system: string;
  key: string;
  otherSystem: string;
  otherKey: string;
  confidence: number;
  reason: string;
  decidedBy: Value;
  decidedAt: Value;
  fields: ComparedField[];
}

/** A row of {@link pairsSql}. */
export function pairOf(subject: Subject, row: Value[]): Pair {
  const [system, key, otherSystem, otherKey, confidence, reason, decidedBy, decidedAt] = row;
  const values = row.slice(8);
  return {
    id: JSON.stringify([system, key, otherSystem, otherKey]),
    subject,
    system: String(system),
    key: String(key),
    otherSystem: String(otherSystem),
    otherKey: String(otherKey),
    confidence: Number(confidence ?? 0),
    reason: String(reason ?? ''),
    decidedBy: decidedBy ?? null,
    decidedAt: decidedAt ?? null,
    fields: FIELDS[subject].map(([, label, number], i) => {
      const left = shown(values[2 * i], number !== undefined);
      const right = shown(values[2 * i + 1], number !== undefined);
      return { label, left, right, agreement: agreement(left, right) };
    }),
  };
}

/** Compares as a reader does: case, blanks and signs do not matter, nor do noughts in front. */
export function agreement(left: string, right: string): Agreement {
  if (left === '' || right === '') return 'unknown';
  return bare(left) === bare(right) ? 'same' : 'other';
}

function bare(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+(?=.)/, '');
}

/** How sure it is, never rounded up to what nobody has said. */
export function sureness(pair: Pair): string {
  return share(Math.floor(pair.confidence * 100));
}

function shown(value: Value | undefined, number: boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return readable(value, number ? 'DECIMAL' : 'VARCHAR');
}

/** What a pair is called in a list: the two names, or one if they are the same. */
export function titleOf(pair: Pair): string {
  const name = pair.fields[0];
  const left = name?.left || pair.key;
  const right = name?.right || pair.otherKey;
  return name?.agreement === 'same' ? left : `${left} · ${right}`;
}
