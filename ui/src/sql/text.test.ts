import { describe, expect, it } from 'vitest';
import { parseRowAddress, rowAddress } from '../place/row';
import { containing, literal, nameParts, tableName } from './text';

describe('SQL text', () => {
  it('cannot be left by a quote', () => {
    expect(literal("O'Hara'; DROP")).toBe("'O''Hara''; DROP'");
  });

  it('finds percent signs and underscores as they are', () => {
    expect(containing('50%_x')).toBe("'%50\\%\\_x%' ESCAPE '\\'");
  });

  it('is taken apart at the dots that are not quoted', () => {
    expect(nameParts('model.item')).toEqual(['model', 'item']);
    expect(nameParts('lake.plant."public.Order ""A"""')).toEqual([
      'lake',
      'plant',
      'public.Order "A"',
    ]);
  });

  it('quotes only names that need it', () => {
    expect(tableName('plant.public.Order Line')).toBe('plant.public."Order Line"');
  });
});

describe('row addresses', () => {
  it('come back as they were, whatever the key holds', () => {
    const address = rowAddress('model.item', 'plant', 'A/7 ö');
    expect(parseRowAddress(address)).toEqual({ table: 'model.item', key: ['plant', 'A/7 ö'] });
  });

  it('are refused where they are none', () => {
    expect([parseRowAddress('model.item'), parseRowAddress("x';--/1")]).toEqual([null, null]);
  });
});
