import { describe, expect, it } from 'vitest';
import { agreement, pairOf, pairsSql, sureness, titleOf } from './pairs';

describe('agreement', () => {
  it('overlooks case, signs, accents and noughts in front', () => {
    expect(agreement('Müller & Co', 'MULLER CO')).toBe('same');
    expect(agreement('4006381333931', '04006381333931')).toBe('same');
  });

  it('tells values that differ from values that are missing', () => {
    expect(agreement('M8x40', 'M8x60')).toBe('other');
    expect(agreement('', 'x')).toBe('unknown');
    expect(agreement('no', 'no')).toBe('same');
  });
});

describe('a pair', () => {
  const row = ['plant', '1', 'shop', '9', '0.9', 'Equal: name.', null, null, 'Lamp', 'lamp'];

  it('is read in the order in which it was asked for', () => {
    const pair = pairOf('item', row);
    expect(pair).toMatchObject({ system: 'plant', otherSystem: 'shop', otherKey: '9' });
    expect(sureness(pair)).toBe('90%');
    expect(sureness({ ...pair, confidence: 0.9999 })).toBe('99%');
    expect(pair.fields[0]).toEqual({
      label: 'Name',
      left: 'Lamp',
      right: 'lamp',
      agreement: 'same',
    });
    expect(pairsSql('item', 'proposed')).toMatch(/decided_at, a\.name, b\.name,/);
  });

  it('shows numbers without the noughts of their type, and codes as they are', () => {
    const values = [
      'Lamp',
      'lamp',
      '100.0006',
      '100.00060',
      null,
      null,
      'pc',
      'pc',
      '22.320000',
      '22.32',
    ];
    const [, code, gtin, , weight] = pairOf('item', [...row.slice(0, 8), ...values]).fields;
    expect(code).toMatchObject({ left: '100.0006', agreement: 'other' });
    expect(gtin).toMatchObject({ left: '', agreement: 'unknown' });
    expect(weight).toMatchObject({ left: '22.32', right: '22.32', agreement: 'same' });
  });

  it('is called by both names unless they say the same', () => {
    expect(titleOf(pairOf('item', row))).toBe('Lamp');
    expect(titleOf(pairOf('item', [...row.slice(0, 9), 'Light']))).toBe('Lamp · Light');
  });
});
