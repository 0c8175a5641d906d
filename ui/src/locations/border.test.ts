import { describe, expect, it } from 'vitest';
import {
  boundaryOf,
  converted,
  cornersOf,
  edgeMiddle,
  edited,
  metres,
  outline,
  toward,
  undone,
  unfit,
  withCornerAfter,
  withoutCorner,
  wrapped,
  type Border,
  type Corner,
} from './border';

const SQUARE: Corner[] = [
  [7, 50],
  [8, 50],
  [8, 51],
  [7, 51],
];

describe('the geometry of borders', () => {
  it('goes so far in a direction and measures it', () => {
    for (const from of [
      [7, 50],
      [179.9, -18],
      [0, 89],
    ] as Corner[]) {
      for (const course of [0, 90, 200]) {
        expect(metres(from, toward(from, 5000, course))).toBeCloseTo(5000, 3);
      }
    }
  });

  it('draws a circle across the 180th meridian in one turn', () => {
    const line = outline({ kind: 'circle', centre: [179.99, -18], radius: 20_000 });
    const longitudes = line.map(([lon]) => lon);
    expect(Math.max(...longitudes)).toBeGreaterThan(180);
    expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(1);
  });

  it('turns a circle into a polygon and back', () => {
    const circle: Border = { kind: 'circle', centre: [179.99, -18], radius: 20_000 };
    const polygon = converted(circle, 'polygon');
    expect(polygon.kind === 'polygon' && polygon.corners.length).toBe(6);
    const back = converted(polygon, 'circle');
    expect(back.kind === 'circle' && Math.abs(back.radius - 20_000)).toBeLessThan(50);
    expect(converted(circle, 'circle')).toBe(circle);
  });
});

describe('GeoJSON', () => {
  it('is written closed and within a turn, and read as it was drawn', () => {
    const across: Corner[] = [
      [179, -18],
      [181, -18],
      [181, -17],
    ];
    const text = boundaryOf(across);
    expect(JSON.parse(text)).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [179, -18],
          [-179, -18],
          [-179, -17],
          [179, -18],
        ],
      ],
    });
    expect(cornersOf(text)).toEqual(across);
    expect(cornersOf(boundaryOf(SQUARE))).toEqual(SQUARE);
  });

  it('is left to others when it has holes or parts, or is none', () => {
    const ring = [...SQUARE, SQUARE[0]];
    const text = (type: string, coordinates: unknown) => JSON.stringify({ type, coordinates });
    expect(cornersOf(text('MultiPolygon', [[ring]]))).toEqual(SQUARE);
    expect(cornersOf(text('MultiPolygon', [[ring], [ring]]))).toBeNull();
    expect(cornersOf(text('Polygon', [ring, ring]))).toBeNull();
    expect(cornersOf(text('Polygon', [[['a', 1]]]))).toBeNull();
    expect(cornersOf('POLYGON')).toBeNull();
  });

  it('writes longitudes of any turn', () => {
    expect([181, -181, 180, -180, 540, 0, 7.5].map(wrapped)).toEqual([
      -179, 179, 180, -180, 180, 0, 7.5,
    ]);
  });
});

describe('edits', () => {
  it('adds and removes corners', () => {
    const more = withCornerAfter(SQUARE, 3, edgeMiddle(SQUARE, 3));
    expect(more[4]).toEqual([7, 50.5]);
    expect(withoutCorner(more, 4)).toEqual(SQUARE);
  });

  it('are undone one by one, a drag as a whole', () => {
    const circle = (radius: number): Border => ({ kind: 'circle', centre: [7, 50], radius });
    let edits = edited({ now: circle(1), past: [] }, circle(2));
    edits = edited(edits, circle(3), true);
    edits = edited(edits, circle(4), true);
    edits = edited(edits, circle(9));
    expect(undone(edits).now).toEqual(circle(4));
    expect(undone(undone(edits)).now).toEqual(circle(1));
    expect(undone(undone(undone(edits))).now).toEqual(circle(1));
  });

  it('are told when they cannot be saved', () => {
    expect(unfit({ kind: 'circle', centre: [0, 0], radius: 0 })).toContain('radius');
    expect(unfit({ kind: 'polygon', corners: SQUARE.slice(2) })).toContain('three');
    expect(unfit({ kind: 'polygon', corners: SQUARE })).toBe('');
  });
});
