import type { Answer } from '../api/types';
import { isNumberType, isTimeType } from '../format/format';

export interface ChartShape {
  kind: 'bar' | 'line';
  /** Position of the column along the x axis. */
  label: number;
  values: number[];
}

const MOST_SERIES = 5;
const MOST_BARS = 80;

/** How an answer can be drawn: the first column that is no amount against the ones that are. */
export function chartOf(answer: Pick<Answer, 'columns' | 'rows'>): ChartShape | null {
  const numbers = answer.columns
    .map((c, i) => (isNumberType(c.type) ? i : -1))
    .filter((i) => i >= 0);
  const words = answer.columns.findIndex((c) => !isNumberType(c.type));
  const label = words >= 0 ? words : 0;
  const values = numbers.filter((i) => i !== label).slice(0, MOST_SERIES);
  if (values.length === 0 || answer.rows.length === 0) return null;
  const inTime = isTimeType(answer.columns[label]?.type ?? '') || words < 0;
  return { kind: inTime || answer.rows.length > MOST_BARS ? 'line' : 'bar', label, values };
}
