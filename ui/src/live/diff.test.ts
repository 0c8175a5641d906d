import { describe, expect, it } from 'vitest';
import type { DiffOp, Value } from '../api/types';
import { applyOps, changedCells } from './diff';

const OLD: Value[][] = [
  ['a', 1],
  ['b', 2],
  ['c', 3],
];

describe('applyOps', () => {
  it('copies runs of old rows and puts literal rows between them', () => {
    const ops: DiffOp[] = [
      ['c', 0, 1],
      ['r', [['x', 9]]],
      ['c', 1, 2],
    ];
    expect(applyOps(OLD, ops)).toEqual([
      ['a', 1],
      ['x', 9],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('leaves out what no op names, and may move rows', () => {
    expect(
      applyOps(OLD, [
        ['c', 2, 1],
        ['c', 0, 1],
      ]),
    ).toEqual([
      ['c', 3],
      ['a', 1],
    ]);
    expect(applyOps(OLD, [])).toEqual([]);
  });

  it('keeps the identity of copied rows, so that nothing unchanged is painted again', () => {
    expect(applyOps(OLD, [['c', 1, 1]])[0]).toBe(OLD[1]);
  });

  it('refuses to copy rows that are not there', () => {
    expect(() => applyOps(OLD, [['c', 2, 2]])).toThrow('Cannot copy rows 2+2 of 3.');
  });

  it('gives the same rows as the server had, for random changes', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    let rows: Value[][] = Array.from({ length: 30 }, (_, i) => [i, random(100)]);
    let mine = rows;
    for (let round = 0; round < 200; round++) {
      const ops: DiffOp[] = [];
      const next: Value[][] = [];
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as Value[];
        if (random(10) === 0) continue;
        if (random(10) === 0) {
          const changed: Value[] = [row[0] ?? null, random(100)];
          next.push(changed);
          ops.push(['r', [changed]]);
        } else {
          next.push(row);
          ops.push(['c', i, 1]);
        }
      }
      next.push([1000 + round, 0]);
      ops.push(['r', [[1000 + round, 0]]]);
      mine = applyOps(mine, ops);
      rows = next;
      expect(mine).toEqual(rows);
    }
  });
});

describe('changedCells', () => {
  it('names the changed columns of a row that was there', () => {
    const changes = changedCells(
      OLD,
      [
        ['a', 1],
        ['b', 5],
      ],
      [0],
    );
    expect([...changes]).toEqual([['b', new Set([1])]]);
  });

  it('says that a row is new', () => {
    expect(changedCells(OLD, [['d', 4]], [0]).get('d')).toBe('new');
  });

  it('does not take a moved row for a changed one', () => {
    expect(changedCells(OLD, OLD.toReversed(), [0]).size).toBe(0);
  });
});
