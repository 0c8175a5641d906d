import { describe, expect, it } from 'vitest';
import type { Lineage } from '../api/types';
import { along } from './layout';
import { decidesAbout, goesInto, madeOf, rowsOf, wayOfColumn } from './lineage';
import { reads, shownBy } from './readers';

const lineage: Lineage = {
  mappings: [
    {
      mapping: 'plant/orders',
      file: 'mappings/plant/orders.sql',
      statements: [
        {
          table: 'model.sales_order_line',
          line: 3,
          columns: [
            {
              name: 'uom',
              expression: 'unit.code',
              origins: [{ table: 'plant.public.unit', column: 'code', way: 'identity' }],
            },
            {
              name: 'status',
              expression: "CASE WHEN line.state = 'x' THEN 'open' ELSE line.state END",
              origins: [
                { table: 'plant.public.line', column: 'state', way: 'transformation' },
                { table: 'plant.public.line', column: 'state', way: 'conditional' },
              ],
            },
            { name: 'source_system', expression: "'plant'", origins: [] },
          ],
          rows: [
            { table: 'plant.public.line', column: 'unit_id', way: 'join' },
            { table: 'plant.public.unit', column: 'id', way: 'join' },
          ],
        },
      ],
    },
    {
      mapping: 'shop/orders',
      file: 'mappings/shop/orders.sql',
      statements: [
        {
          table: 'model.sales_order_line',
          line: 1,
          columns: [
            {
              name: 'uom',
              expression: 'pos.uom',
              origins: [{ table: 'shop.shop.pos', column: 'uom', way: 'identity' }],
            },
          ],
          rows: [],
        },
      ],
    },
  ],
};

describe('lineage', () => {
  it('tells of a model column what every mapping makes it of', () => {
    const made = madeOf(lineage, 'model.sales_order_line').get('uom');
    expect(made?.map((m) => [m.mapping, m.line, m.expression])).toEqual([
      ['plant/orders', 3, 'unit.code'],
      ['shop/orders', 1, 'pos.uom'],
    ]);
    expect(madeOf(lineage, 'model.item').size).toBe(0);
  });

  it('tells of a raw column what it goes into, in all its ways', () => {
    expect(goesInto(lineage, 'plant.public.line').get('state')).toEqual([
      {
        mapping: 'plant/orders',
        table: 'model.sales_order_line',
        column: 'status',
        expression: "CASE WHEN line.state = 'x' THEN 'open' ELSE line.state END",
        ways: ['transformation', 'conditional'],
      },
    ]);
    expect(goesInto(lineage, 'plant.public.line').has('unit_id')).toBe(false);
  });

  it('tells apart what only decides about rows', () => {
    expect(decidesAbout(lineage, 'plant.public.line').get('unit_id')).toEqual([
      { mapping: 'plant/orders', table: 'model.sales_order_line', ways: ['join'] },
    ]);
    expect([...rowsOf(lineage, 'model.sales_order_line').keys()]).toEqual(['plant/orders']);
  });

  it('follows a column through the river, back to its sources and on to the model', () => {
    const uom = along(wayOfColumn(lineage, 'model:sales_order_line', 'uom'), [
      'model:sales_order_line',
    ]);
    expect([...uom].sort()).toEqual([
      'lake',
      'live',
      'mapping:plant/orders',
      'mapping:shop/orders',
      'model:sales_order_line',
      'raw:plant.public.unit',
      'raw:shop.shop.pos',
      'source:plant',
      'source:shop',
    ]);
    const unit = along(wayOfColumn(lineage, 'raw:plant.public.unit', 'id'), [
      'raw:plant.public.unit',
    ]);
    expect(unit.has('model:sales_order_line')).toBe(true);
    expect(unit.has('raw:plant.public.line')).toBe(false);
  });
});

describe('readers', () => {
  const sql = `SELECT b.item_key, i.name FROM model.inventory_balance b
JOIN model.item i ON i.source_key = b.item_key WHERE quantity > 0`;

  it('knows columns by the name before them', () => {
    expect(reads(sql, 'model.item', 'name')).toBe(true);
    expect(reads(sql, 'model.inventory_balance', 'name')).toBe(false);
    expect(reads(sql, 'model.inventory_balance', 'item_key')).toBe(true);
    expect(reads(sql, 'model.party', null)).toBe(false);
  });

  it('counts a column without a name before it for each table', () => {
    expect(reads(sql, 'model.item', 'quantity')).toBe(true);
  });

  it('knows what the pages show', () => {
    const titles = (table: string, column: string | null) =>
      shownBy(table, column).map((page) => page.title);
    expect(titles('model.item', 'safety_stock')).toEqual(['Overview', 'Inventory']);
    expect(titles('model.party', 'name')).toEqual(['Overview', 'Shipments', 'Orders']);
    expect(titles('model.sales_order', 'order_number')).toEqual([
      'Overview',
      'Shipments',
      'Orders',
    ]);
    expect(titles('model.shipment', null)).toEqual(['Overview', 'Shipments', 'Locations']);
    expect(titles('model.geofence', 'radius_m')).toEqual(['Locations']);
    expect(titles('model.bom', null)).toEqual([]);
  });
});
