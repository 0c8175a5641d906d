import { describe, expect, it } from 'vitest';
import { byHour } from '../overview/queries';
import { fromSlider, toSlider } from '../sources/rate';
import { chartOf } from './shape';

const column = (name: string, type: string) => ({ name, type });

describe('chartOf', () => {
  it('draws amounts by category as bars', () => {
    const answer = {
      columns: [column('status', 'VARCHAR'), column('n', 'BIGINT')],
      rows: [['a', 1]],
    };
    expect(chartOf(answer)).toEqual({ kind: 'bar', label: 0, values: [1] });
  });

  it('draws amounts over time as a line', () => {
    const columns = [column('n', 'DECIMAL(18,2)'), column('at', 'TIMESTAMP WITH TIME ZONE')];
    expect(chartOf({ columns, rows: [['1.5', '2026-01-01T00:00:00Z']] })).toEqual({
      kind: 'line',
      label: 1,
      values: [0],
    });
  });

  it('draws nothing without amounts or without rows', () => {
    expect(chartOf({ columns: [column('a', 'VARCHAR')], rows: [['x']] })).toBeNull();
    expect(
      chartOf({ columns: [column('a', 'VARCHAR'), column('n', 'INTEGER')], rows: [] }),
    ).toBeNull();
  });
});

describe('byHour', () => {
  it('puts the present hour last and fills what is missing with zero', () => {
    const hours = byHour([
      [0, '5'],
      [23, 2],
      [24, 9],
    ]);
    expect(hours).toHaveLength(24);
    expect([hours[0], hours[22], hours[23]]).toEqual([2, 0, 5]);
  });
});

describe('the slider of the demo rate', () => {
  it('reaches both ends and comes back near where it was', () => {
    expect([fromSlider(0), fromSlider(100)]).toEqual([1, 2000]);
    for (const rate of [1, 10, 100, 600, 2000]) {
      expect(Math.abs(fromSlider(toSlider(rate)) - rate)).toBeLessThanOrEqual(rate * 0.06);
    }
  });
});
