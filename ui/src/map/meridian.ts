import type { Position } from 'geojson';

const POLE = 90;

/**
 * A line or ring whose longitudes go on beyond the 180th meridian instead of jumping to its other
 * side. A ring around a pole is led along the pole back to its beginning.
 */
export function unwrapped(line: Position[]): Position[] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last) return line;
  let turn = 0;
  let before = first[0] ?? 0;
  const going = line.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) turn -= 360;
    else if (longitude - before < -180) turn += 360;
    before = longitude;
    return [longitude + turn, latitude];
  });
  const closed = first[0] === last[0] && first[1] === last[1];
  if (!closed || turn === 0) return going;
  const pole = (first[1] ?? 0) < 0 ? -POLE : POLE;
  const east = going.at(-1)?.[0] ?? 0;
  return [...going, [east, pole], [first[0] ?? 0, pole], [first[0] ?? 0, first[1] ?? 0]];
}
