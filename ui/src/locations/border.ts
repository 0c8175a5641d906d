/** A corner: longitude and latitude, in degrees. */
export type Corner = readonly [number, number];

/** The border of a place. Longitudes of corners go on beyond the 180th meridian. */
export type Border =
  | { kind: 'circle'; centre: Corner; radius: number }
  | { kind: 'polygon'; corners: readonly Corner[] };

/** In metres, what the server takes. */
export const RADIUS_MIN = 1;
export const RADIUS_MAX = 1_000_000;
export const CORNERS_MAX = 1000;

const EARTH_METRES = 6_371_008.8;
const RADIAN = Math.PI / 180;

/** In metres, on the great circle. */
export function metres(a: Corner, b: Corner): number {
  const north = Math.sin(((b[1] - a[1]) * RADIAN) / 2) ** 2;
  const east = Math.sin(((b[0] - a[0]) * RADIAN) / 2) ** 2;
  const chord = north + Math.cos(a[1] * RADIAN) * Math.cos(b[1] * RADIAN) * east;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** The place so far away in a direction, clockwise from north. */
export function toward(from: Corner, distance: number, degrees: number): Corner {
  const angle = distance / EARTH_METRES;
  const [lon, lat] = [from[0] * RADIAN, from[1] * RADIAN];
  const course = degrees * RADIAN;
  const north = Math.asin(
    Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(course),
  );
  const east = Math.atan2(
    Math.sin(course) * Math.sin(angle) * Math.cos(lat),
    Math.cos(angle) - Math.sin(lat) * Math.sin(north),
  );
  return [(lon + east) / RADIAN, north / RADIAN];
}

const SIDES = 72;

/** The border as a line that ends where it begins. */
export function outline(border: Border): Corner[] {
  if (border.kind === 'circle') {
    return Array.from({ length: SIDES + 1 }, (_, i) =>
      toward(border.centre, border.radius, (i * 360) / SIDES),
    );
  }
  const [first] = border.corners;
  return first ? [...border.corners, first] : [];
}

/** A longitude as it is written, from -180 to 180. */
export function wrapped(longitude: number): number {
  const turned = (((longitude + 180) % 360) + 360) % 360;
  return turned === 0 && longitude > 0 ? 180 : turned - 180;
}

/** A longitude in the turn of another, so that the two are less than half a turn apart. */
export function nearTo(longitude: number, other: number): number {
  return longitude + 360 * Math.round((other - longitude) / 360);
}

const DIGITS = 6;
const rounded = (value: number) => Number(value.toFixed(DIGITS));

/** The text of a GeoJSON polygon; edges take the shorter way, so it may lie across the meridian. */
export function boundaryOf(corners: readonly Corner[]): string {
  const ring = corners.map(([lon, lat]) => [rounded(wrapped(lon)), rounded(lat)]);
  return JSON.stringify({ type: 'Polygon', coordinates: [[...ring, ring[0]]] });
}

/** The corners of a GeoJSON polygon of one ring; null when it is another or none. */
export function cornersOf(boundary: string): Corner[] | null {
  let ring: unknown;
  try {
    const geometry = JSON.parse(boundary) as { type?: string; coordinates?: unknown[] };
    const rings = geometry.type === 'MultiPolygon' ? geometry.coordinates?.[0] : undefined;
    const all = (rings ?? geometry.coordinates) as unknown[] | undefined;
    const parts = geometry.type === 'MultiPolygon' ? geometry.coordinates?.length : 1;
    if (parts !== 1 || all?.length !== 1) return null;
    ring = all[0];
  } catch {
    return null;
  }
  if (!Array.isArray(ring)) return null;
  const corners: Corner[] = [];
  for (const position of ring as unknown[]) {
    const [lon, lat] = Array.isArray(position) ? (position as unknown[]) : [];
    if (typeof lon !== 'number' || typeof lat !== 'number') return null;
    const before = corners.at(-1);
    corners.push([before ? nearTo(lon, before[0]) : lon, lat]);
  }
  const [first, last] = [corners[0], corners.at(-1)];
  if (first && last && corners.length > 1 && wrapped(first[0]) === wrapped(last[0])) {
    if (first[1] === last[1]) corners.pop();
  }
  return corners.length >= 3 ? corners : null;
}

const FIRST_CORNERS = 6;

/** The same place with a border of the other kind. */
export function converted(border: Border, kind: Border['kind']): Border {
  if (border.kind === kind) return border;
  if (border.kind === 'circle') {
    const corners = Array.from({ length: FIRST_CORNERS }, (_, i) =>
      toward(border.centre, border.radius, (i * 360) / FIRST_CORNERS),
    );
    return { kind: 'polygon', corners };
  }
  const centre = middle(border.corners);
  const radius = Math.max(RADIUS_MIN, ...border.corners.map((corner) => metres(centre, corner)));
  return { kind: 'circle', centre, radius: Math.min(RADIUS_MAX, Math.round(radius)) };
}

/** The middle of all corners. */
export function middle(corners: readonly Corner[]): Corner {
  const sum = corners.reduce<[number, number]>((s, c) => [s[0] + c[0], s[1] + c[1]], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}

/** Moves a corner. */
export function withCorner(corners: readonly Corner[], index: number, to: Corner): Corner[] {
  return corners.map((corner, i) => (i === index ? to : corner));
}

/** Adds a corner behind another. */
export function withCornerAfter(corners: readonly Corner[], index: number, at: Corner): Corner[] {
  return [...corners.slice(0, index + 1), at, ...corners.slice(index + 1)];
}

export function withoutCorner(corners: readonly Corner[], index: number): Corner[] {
  return corners.filter((_, i) => i !== index);
}

/** The middle of the edge behind a corner. */
export function edgeMiddle(corners: readonly Corner[], index: number): Corner {
  const one = corners[index] ?? [0, 0];
  const other = corners[(index + 1) % corners.length] ?? one;
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

/** What the editor has: the border now, and those before it that can be gone back to. */
export interface Edits {
  now: Border;
  past: readonly Border[];
}

const MOST_UNDO = 100;

/** The next border; a drag's steps are one edit, so only its beginning is kept. */
export function edited(edits: Edits, next: Border, goesOn = false): Edits {
  if (goesOn) return { now: next, past: edits.past };
  return { now: next, past: [...edits.past, edits.now].slice(-MOST_UNDO) };
}

export function undone(edits: Edits): Edits {
  const before = edits.past.at(-1);
  return before ? { now: before, past: edits.past.slice(0, -1) } : edits;
}

/** Why it cannot be saved as it is; empty when it can, as far as the browser knows. */
export function unfit(border: Border): string {
  if (border.kind === 'polygon') {
    if (border.corners.length < 3) return 'A polygon needs three corners.';
    return border.corners.length > CORNERS_MAX ? `At most ${CORNERS_MAX} corners.` : '';
  }
  const { radius } = border;
  const right = radius >= RADIUS_MIN && radius <= RADIUS_MAX;
  return right ? '' : 'The radius is from 1 m to 1,000 km.';
}
