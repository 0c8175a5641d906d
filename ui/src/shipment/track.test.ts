import { describe, expect, it } from 'vitest';
import { lineOf, placeAt, stepAt, trackOf, trackSql } from './track';

const row = (at: number, latitude: number | null, longitude: number | null) => [
  at,
  latitude,
  longitude,
  5,
  4,
  6,
  70,
];

describe('a track', () => {
  const track = trackOf([row(1000, 10, 179), row(2000, null, null), row(3000, 12, -179)]);

  it('goes on beyond the 180th meridian', () => {
    expect(lineOf(track)).toEqual([
      [179, 10],
      [181, 12],
    ]);
    expect(placeAt(track, 2000)).toEqual([180, 11]);
  });

  it('is where it was told last before its first and after its last place', () => {
    expect(placeAt(track, 0)).toEqual([179, 10]);
    expect(placeAt(track, 9000)).toEqual([181, 12]);
    expect(placeAt(trackOf([row(1, null, null)]), 5)).toBeNull();
  });

  it('finds the step of a time', () => {
    expect([0, 1000, 2500, 3000].map((time) => stepAt(track, time))).toEqual([-1, 0, 1, 2]);
  });

  it('asks for no more steps than a screen shows, however long it took', () => {
    expect(trackSql('plant', 'T-1', 0, 86_400_000)).toContain('// 57600 ');
    expect(trackSql('plant', 'T-1', 0, 1000)).toContain('// 1000 ');
  });
});
