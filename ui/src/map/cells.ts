import { cellToBoundary, cellToLatLng, getResolution } from 'h3-js';
import type { View } from './view';

export interface CellShape {
  /** Corners as longitude and latitude; a cell at the 180th meridian goes beyond it. */
  corners: [number, number][];
  middle: [number, number];
}

const shapes = new Map<string, CellShape>();
const KEPT = 20_000;

/** The outline of a cell; kept, since the same cells are drawn again and again. */
export function cellShape(cell: string): CellShape {
  const known = shapes.get(cell);
  if (known) return known;
  const [latitude, longitude] = cellToLatLng(cell);
  const near = (value: number) =>
    value - longitude > 180 ? value - 360 : value - longitude < -180 ? value + 360 : value;
  const shape: CellShape = {
    corners: cellToBoundary(cell, true).map(([east = 0, north = 0]) => [near(east), north]),
    middle: [longitude, latitude],
  };
  if (shapes.size >= KEPT) shapes.clear();
  shapes.set(cell, shape);
  return shape;
}

/** A view in which a cell fills most of the map, so that finer cells or sensors are seen. */
export function viewOfCell(cell: string): View {
  const [latitude, longitude] = cellToLatLng(cell);
  return { latitude, longitude, zoom: getResolution(cell) * 1.35 + 4 };
}
