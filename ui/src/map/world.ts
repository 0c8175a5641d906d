import { feature, mesh } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { FeatureCollection, Geometry, MultiLineString, MultiPolygon, Position } from 'geojson';
import { unwrapped } from './meridian';
import address from 'world-atlas/countries-50m.json?url';

export interface World {
  land: MultiPolygon;
  borders: MultiLineString;
  names: CountryName[];
}

export interface CountryName {
  name: string;
  latitude: number;
  longitude: number;
  /** Of the country's largest part, in square degrees: large countries are named first. */
  size: number;
}

type Ring = Position[];

/** The outline of the world that comes with the product: Natural Earth, 1:50 million. */
export async function loadWorld(signal: AbortSignal): Promise<World> {
  const response = await fetch(address, { signal });
  const world = (await response.json()) as Topology;
  const { countries, land } = world.objects;
  if (!countries || !land) throw new Error('Cannot draw the world: its outline is not complete.');
  const all = feature(world, countries) as FeatureCollection;
  return {
    land: {
      type: 'MultiPolygon',
      coordinates: (feature(world, land) as FeatureCollection).features
        .flatMap(({ geometry }) => polygonsOf(geometry))
        .map((rings) => rings.map(unwrapped)),
    },
    borders: {
      type: 'MultiLineString',
      coordinates: mesh(world, countries as never, (a, b) => a !== b).coordinates.map(unwrapped),
    },
    names: all.features.flatMap(({ geometry, properties }) => {
      const largest = polygonsOf(geometry)
        .map((part) => middle(unwrapped(part[0] ?? [])))
        .reduce((a, b) => (b.size > a.size ? b : a), { size: 0, latitude: 0, longitude: 0 });
      const name: unknown = properties?.['name'];
      return largest.size > 0 && typeof name === 'string' ? [{ name, ...largest }] : [];
    }),
  };
}

function polygonsOf(geometry: Geometry): Ring[][] {
  if (geometry.type === 'MultiPolygon') return geometry.coordinates;
  return geometry.type === 'Polygon' ? [geometry.coordinates] : [];
}

/** The centre of a ring's area, and that area. */
function middle(ring: Ring): { latitude: number; longitude: number; size: number } {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] ?? [];
    const [x1 = 0, y1 = 0] = ring[i + 1] ?? [];
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  if (area === 0) return { latitude: 0, longitude: 0, size: 0 };
  return { longitude: x / (3 * area), latitude: y / (3 * area), size: Math.abs(area / 2) };
}
