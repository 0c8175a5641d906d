import { describe, expect, it } from 'vitest';
import { originsOf } from './lineage';

describe('originsOf', () => {
  it('finds the raw table and the expression of the key', () => {
    const [origin] = originsOf(
      `INSERT INTO model.item SELECT 'plant', CAST(i.id AS STRING), i._position, i._commit_time, i.code
       FROM plant.public.item AS i LEFT JOIN plant.public.uom u ON u.id = i.uom_id;`,
      'model.item',
    );
    expect(origin).toMatchObject({
      system: 'plant',
      table: 'plant.public.item',
      alias: 'i',
      key: 'CAST(i.id AS STRING)',
    });
  });

  it('reads the branches of a union and more than one statement', () => {
    const origins = originsOf(
      `INSERT INTO model.item SELECT 'x', x.id, 1 FROM x.y.a x; -- INSERT INTO model.party
       INSERT INTO model.party (source_system, source_key)
       SELECT 'd', 'K' || k.nr, k._position FROM d.d.kunde k
       UNION ALL
       SELECT 'd', 'L' || l.nr, l._position FROM d.d.lieferant l;`,
      'party',
    );
    expect(origins.map((o) => [o.table, o.key])).toEqual([
      ['d.d.kunde', "'K' || k.nr"],
      ['d.d.lieferant', "'L' || l.nr"],
    ]);
  });

  it('is not misled by strings, comments and nested queries', () => {
    const [origin] = originsOf(
      `INSERT INTO model.party
       SELECT 'd', -- from, the key; select
              CONCAT(b.werk, ', from ', b.nr), (SELECT MAX(z.a) FROM d.d.z AS z), 1
       FROM d.d.beleg b WHERE b.text <> '; FROM';`,
      'party',
    );
    expect(origin).toMatchObject({ table: 'd.d.beleg', key: "CONCAT(b.werk, ', from ', b.nr)" });
  });

  it('names the table but no key where the key needs two tables', () => {
    const [origin] = originsOf(
      `INSERT INTO model.bom SELECT 'p', a.id || b.id, 1 FROM p.s.a a JOIN p.s.b b ON b.a = a.id`,
      'bom',
    );
    expect(origin).toMatchObject({ table: 'p.s.a', key: null });
  });

  it('looks into a grouped table, whose columns the key is made of', () => {
    const [origin] = originsOf(
      `INSERT INTO model.inventory_balance (source_system, source_key)
       SELECT 'd', b.artnr || '/' || b.lagernr, 1
       FROM (SELECT artnr, lagernr, SUM(menge) AS m FROM \`d\`.\`d\`.bewegung GROUP BY artnr, lagernr) AS b
       LEFT JOIN (SELECT artnr FROM \`d\`.\`d\`.reserv) AS r ON r.artnr = b.artnr;`,
      'inventory_balance',
    );
    expect(origin).toMatchObject({
      table: 'd.d.bewegung',
      alias: 'b',
      key: "b.artnr || '/' || b.lagernr",
    });
  });

  it('does not take model.bom_line for model.bom', () => {
    expect(originsOf(`INSERT INTO model.bom_line SELECT 'p', l.id FROM p.s.l l;`, 'bom')).toEqual(
      [],
    );
  });
});
