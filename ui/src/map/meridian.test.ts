import { expect, test } from 'vitest';
import { unwrapped } from './meridian';

test('goes on beyond the 180th meridian, in both directions', () => {
  expect(
    unwrapped([
      [170, 60],
      [-175, 61],
      [-170, 62],
      [175, 63],
    ]),
  ).toEqual([
    [170, 60],
    [185, 61],
    [190, 62],
    [175, 63],
  ]);
  expect(
    unwrapped([
      [-175, 0],
      [175, 1],
    ]),
  ).toEqual([
    [-175, 0],
    [-185, 1],
  ]);
});

test('leaves alone what does not cross it', () => {
  const ring = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 0],
  ];
  expect(unwrapped(ring)).toEqual(ring);
  expect(unwrapped([])).toEqual([]);
});

test('leads a ring around a pole along the pole', () => {
  const around = unwrapped([
    [-120, -70],
    [0, -75],
    [120, -72],
    [-120, -70],
  ]);
  expect(around.slice(-4)).toEqual([
    [240, -70],
    [240, -90],
    [-120, -90],
    [-120, -70],
  ]);
});
