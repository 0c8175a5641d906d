import { IconLayer, PolygonLayer, ScatterplotLayer, TextLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { Texture } from '@luma.gl/core';
import type { Cell, Contents, Sensor } from './changes';
import { cellShape } from './cells';
import { step, type Colour, type Palette } from './colours';
import type { Pen } from './ground';
import type { CountryName } from './world';

export interface MapLocation {
  system: string;
  key: string;
  name: string;
  latitude: number;
  longitude: number;
}

export type Picked =
  | { kind: 'sensor'; sensor: Sensor }
  | { kind: 'cell'; cell: Cell }
  | { kind: 'location'; location: MapLocation };

export interface Drawn extends Pen {
  contents: Contents | undefined;
  locations: readonly MapLocation[];
  /** The sensor whose panel is open. */
  selected: Sensor | undefined;
}

/** From here on places are called by their names. */
const NAMES_FROM = 5;
const SIZE = 64;

/** Shapes that tell states apart without their colour; drawn once, coloured when used. */
const SHAPES: Record<string, (pen: CanvasRenderingContext2D) => void> = {
  dot: (pen) => pen.arc(32, 32, 17, 0, 7),
  arrow: (pen) => polygon(pen, [32, 4, 54, 56, 32, 44, 10, 56]),
  diamond: (pen) => polygon(pen, [32, 6, 58, 32, 32, 58, 6, 32]),
  triangle: (pen) => polygon(pen, [32, 5, 61, 56, 3, 56]),
  pointer: (pen) => polygon(pen, [32, 0, 43, 13, 21, 13]),
};

function polygon(pen: CanvasRenderingContext2D, at: number[]): void {
  for (let i = 0; i < at.length; i += 2) pen.lineTo(at[i] ?? 0, at[i + 1] ?? 0);
  pen.closePath();
}

let drawnShapes: Texture | undefined;

function shapes(): Texture {
  if (drawnShapes) return drawnShapes;
  const atlas = document.createElement('canvas');
  const names = Object.keys(SHAPES);
  atlas.width = SIZE * names.length;
  atlas.height = SIZE;
  const pen = atlas.getContext('2d');
  names.forEach((name, i) => {
    pen?.setTransform(1, 0, 0, 1, i * SIZE, 0);
    pen?.beginPath();
    if (pen) SHAPES[name]?.(pen);
    pen?.fill();
  });
  // deck.gl makes a texture of a canvas by itself, which its types do not tell.
  drawnShapes = atlas as unknown as Texture;
  return drawnShapes;
}

const ICONS = Object.fromEntries(
  Object.keys(SHAPES).map((name, i) => [
    name,
    { x: i * SIZE, y: 0, width: SIZE, height: SIZE, mask: true },
  ]),
);

/** What layers of symbols have in common. */
export function symbols() {
  return { iconAtlas: shapes(), iconMapping: ICONS, sizeUnits: 'pixels' as const };
}

export function shapeOf(sensor: Sensor): string {
  if (sensor.beyondLimit) return 'triangle';
  if (sensor.late) return 'diamond';
  return sensor.moving && sensor.heading !== null ? 'arrow' : 'dot';
}

/** All that lies over the outline of the world. */
export function layersOf(drawn: Drawn): Layer[] {
  const { contents, palette } = drawn;
  const cells = contents?.kind === 'cells' ? [...contents.cells.values()] : undefined;
  return [
    ...(cells ? [cellLayer(cells, palette)] : []),
    ...countryNames(drawn),
    ...locationLayers(drawn),
    ...(cells ? markLayers(cells, palette) : []),
    ...(contents?.kind === 'sensors'
      ? sensorLayers([...contents.sensors.values()], drawn.selected, palette)
      : []),
  ];
}

export function countryNames({ countries, zoom, palette }: Pen): Layer[] {
  const least = 1600 / 4 ** zoom;
  const named = zoom < 7 ? countries.filter((country) => country.size > least) : [];
  // Letters of no text cannot be drawn.
  if (named.length === 0) return [];
  const names = new TextLayer<CountryName>({
    id: 'countries',
    data: named,
    getPosition: (country) => [country.longitude, country.latitude],
    getText: (country) => country.name,
    getSize: 11,
    getColor: palette.ink,
    ...LETTERS,
  });
  return [names];
}

const LETTERS = {
  fontFamily: 'Inter, system-ui, sans-serif',
  characterSet: 'auto' as const,
  // Twice the size at which they are shown: larger ones become ragged when they shrink.
  fontSettings: { fontSize: 22 },
};

export function locationLayers({
  locations,
  zoom,
  palette,
}: Pen & { locations: readonly MapLocation[] }): Layer[] {
  const dots = new ScatterplotLayer<MapLocation>({
    id: 'locations',
    data: locations,
    getPosition: (place) => [place.longitude, place.latitude],
    getRadius: 3.5,
    radiusUnits: 'pixels',
    getFillColor: palette.halo,
    getLineColor: palette.quiet,
    stroked: true,
    getLineWidth: 1.5,
    lineWidthUnits: 'pixels',
    pickable: true,
  });
  if (zoom < NAMES_FROM || locations.length === 0) return [dots];
  const names = new TextLayer<MapLocation>({
    id: 'location-names',
    data: locations,
    getPosition: (place) => [place.longitude, place.latitude],
    getText: (place) => place.name,
    getSize: 11,
    getColor: palette.ink,
    getPixelOffset: [0, 13],
    ...LETTERS,
  });
  return [dots, names];
}

function cellLayer(cells: Cell[], palette: Palette): Layer {
  return new PolygonLayer<Cell>({
    id: 'cells',
    data: cells,
    getPolygon: (cell) => cellShape(cell.cell).corners,
    getFillColor: (cell) => palette.scale[step(cell.sensors)] ?? palette.ok,
    getLineColor: palette.halo,
    getLineWidth: 1,
    lineWidthUnits: 'pixels',
    pickable: true,
    autoHighlight: true,
    highlightColor: [...palette.ink.slice(0, 3), 70],
  });
}

/** Which cells have something late or beyond a limit. */
function markLayers(cells: Cell[], palette: Palette): Layer[] {
  const marked = cells.filter((cell) => cell.late > 0 || cell.beyondLimit > 0);
  const marks = (id: string, size: number, colour: (cell: Cell) => Colour) =>
    new IconLayer<Cell>({
      id,
      data: marked,
      ...symbols(),
      getIcon: (cell) => (cell.beyondLimit > 0 ? 'triangle' : 'diamond'),
      getPosition: (cell) => cellShape(cell.cell).middle,
      getColor: colour,
      getSize: size,
    });
  return [
    // An edge around each mark, so that it stands out from the darkest cell.
    marks('cell-mark-edges', 13, () => palette.halo),
    marks('cell-marks', 9, (cell) => (cell.beyondLimit > 0 ? palette.bad : palette.late)),
  ];
}

function sensorLayers(sensors: Sensor[], selected: Sensor | undefined, palette: Palette): Layer[] {
  const position = (sensor: Sensor): [number, number] => [sensor.longitude, sensor.latitude];
  const tone = (sensor: Sensor) =>
    sensor.beyondLimit ? palette.bad : sensor.late ? palette.late : palette.ok;
  const turned = (sensor: Sensor) => -(sensor.heading ?? 0);
  const astray = sensors.filter((s) => (s.late || s.beyondLimit) && s.moving && s.heading !== null);
  // Exceptions lie on top.
  const ordered = [
    ...sensors.filter((s) => !s.late && !s.beyondLimit),
    ...sensors.filter((s) => s.late && !s.beyondLimit),
    ...sensors.filter((s) => s.beyondLimit),
  ];
  return [
    new ScatterplotLayer<Sensor>({
      id: 'selected',
      data: selected ? [selected] : [],
      getPosition: position,
      getRadius: 14,
      radiusUnits: 'pixels',
      filled: false,
      stroked: true,
      getLineColor: palette.ink,
      getLineWidth: 2,
      lineWidthUnits: 'pixels',
    }),
    new IconLayer<Sensor>({
      id: 'pointers',
      data: astray,
      ...symbols(),
      getIcon: () => 'pointer',
      getPosition: position,
      getAngle: turned,
      getColor: tone,
      getSize: 30,
    }),
    new IconLayer<Sensor>({
      id: 'sensors',
      data: ordered,
      ...symbols(),
      getIcon: shapeOf,
      getPosition: position,
      getAngle: (sensor) => (shapeOf(sensor) === 'arrow' ? turned(sensor) : 0),
      getColor: tone,
      getSize: 15,
      pickable: true,
      autoHighlight: true,
      highlightColor: palette.ink,
    }),
  ];
}
