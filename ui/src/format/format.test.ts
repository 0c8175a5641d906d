import { describe, expect, it } from 'vitest';
import {
  bytes,
  count,
  counted,
  csv,
  due,
  duration,
  money,
  quantity,
  rate,
  readable,
  relative,
  share,
  short,
  shortMoney,
  timeLeft,
} from './format';

const HOUR = 3_600_000;

describe('numbers', () => {
  it('keeps every digit of a decimal that a double could not hold', () => {
    expect(readable('12345678901234567.123456', 'DECIMAL(38,6)')).toBe(
      '12,345,678,901,234,567.123456',
    );
  });

  it('writes amounts with their unit and currency', () => {
    expect(quantity('12.500000', 'kg')).toBe('12.5 kg');
    expect(money('1234.5', 'EUR')).toBe('€1,234.50');
    expect(money('1234.5', 'no currency')).toBe('1,234.50');
    expect(shortMoney('54288.10', 'EUR')).toBe('€54.3K');
    expect(short(1_234_567)).toBe('1.23M');
  });

  it('counts in words', () => {
    expect(counted(1, 'row')).toBe('1 row');
    expect(counted('2000', 'row')).toBe('2,000 rows');
  });

  it('says that there is no value', () => {
    expect([count(null), money(null, 'EUR'), duration(null)]).toEqual(['–', '–', '–']);
  });

  it('writes rates and sizes', () => {
    expect([share(0), share(24), share(99)]).toEqual(['0%', '24%', '99%']);
    expect([rate(0.44), rate(120.4)]).toEqual(['0.4/s', '120/s']);
    expect([bytes(812), bytes(1_210_000_000)]).toEqual(['812 B', '1.2 GB']);
  });
});

describe('times', () => {
  it('uses the two largest units at most', () => {
    expect([23, 1400, 42_000, 240_000, 200 * 60_000, 50 * HOUR].map(duration)).toEqual([
      '23 ms',
      '1.4 s',
      '42 s',
      '4 min',
      '3 h 20 min',
      '2 d 2 h',
    ]);
  });

  it('says how long something will still take, no more exactly than is known', () => {
    expect([4, 47, 59, 118, 12_000].map(timeLeft)).toEqual([
      'a few seconds left',
      'about 40 s left',
      'about 50 s left',
      'about 2 min left',
      'about 3 h 20 min left',
    ]);
  });

  it('says how long ago, or how late', () => {
    expect(relative(0, 4 * 60_000)).toBe('4 min ago');
    expect(relative(3 * HOUR, 0)).toBe('in 3 h');
    expect(due(0, 4 * 60_000)).toBe('4 min late');
    expect(due(72 * HOUR, 0)).toBe('in 3 d');
  });

  it('takes a moment just ahead of the screen’s clock for now', () => {
    expect(relative(1_500, 0)).toBe('now');
  });
});

describe('csv', () => {
  it('quotes what needs it', () => {
    expect(csv([['a,b', 'say "x"', 'plain']])).toBe('"a,b","say ""x""",plain\r\n');
  });

  it('defuses formulas, not negative numbers', () => {
    expect(csv([['=1+1', '-5.5', '-x']])).toBe("'=1+1,-5.5,'-x\r\n");
  });
});
