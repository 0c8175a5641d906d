import type { Map as MapLibre } from 'maplibre-gl';
import type { Contents, Sensor } from './changes';
import { cellShape } from './cells';
import { mountGround } from './ground';
import { layersOf, type MapLocation, type Picked } from './layers';
import type { Borders, View } from './view';

export interface SceneProps {
  view: View | null;
  /** The map rests where it is now, after somebody or something has moved it. */
  onRest: (view: View, borders: Borders) => void;
  /** What is under the pointer, which is so far from the left and the top of the map. */
  onHover: (picked: Picked | null, left: number, top: number) => void;
  onPick: (picked: Picked) => void;
}

export interface Scene {
  show: (contents: Contents | undefined) => void;
  locations: (locations: readonly MapLocation[]) => void;
  select: (sensor: Sensor | undefined) => void;
  goTo: (view: View) => void;
  zoomBy: (steps: number) => void;
  /** Shows all that is there. */
  fit: (contents: Contents) => void;
  destroy: () => void;
}

const REST_MILLIS = 120;
const NEAREST_FIT = 9;

function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter();
  return { latitude: lat, longitude: lng, zoom: map.getZoom() };
}

function pickedOf(layer: string | undefined, object: unknown): Picked | null {
  if (!object) return null;
  if (layer === 'sensors') return { kind: 'sensor', sensor: object as Sensor };
  if (layer === 'cells') return { kind: 'cell', cell: object as never };
  return layer === 'locations' ? { kind: 'location', location: object as MapLocation } : null;
}

/** Mounts the map: the outline of the world with all that moves on it. */
export function mountScene(element: HTMLElement, props: SceneProps): Scene {
  let contents: Contents | undefined;
  let locations: readonly MapLocation[] = [];
  let selected: Sensor | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ground = mountGround(element, {
    view: props.view,
    layers: (pen) => layersOf({ ...pen, contents, locations, selected }),
    pointer: {
      pickingRadius: 6,
      onHover: ({ layer, object, x, y }) => props.onHover(pickedOf(layer?.id, object), x, y),
      onClick: ({ layer, object }) => {
        const picked = pickedOf(layer?.id, object);
        if (picked) props.onPick(picked);
      },
      getCursor: ({ isHovering }) => (isHovering ? 'pointer' : 'grab'),
    },
    onRest: (map) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const bounds = map.getBounds();
        props.onRest(viewOf(map), {
          south: bounds.getSouth(),
          west: bounds.getWest(),
          north: bounds.getNorth(),
          east: bounds.getEast(),
          area: element.clientWidth * element.clientHeight,
        });
      }, REST_MILLIS);
    },
  });
  const { map, draw } = ground;

  return {
    show: (next) => {
      contents = next;
      draw();
    },
    locations: (next) => {
      locations = next;
      draw();
    },
    select: (next) => {
      selected = next;
      draw();
    },
    goTo: (view) => map.easeTo({ center: [view.longitude, view.latitude], zoom: view.zoom }),
    zoomBy: (steps) => map.easeTo({ zoom: map.getZoom() + steps }),
    fit: (all) => ground.fit(pointsOf(all), NEAREST_FIT),
    destroy: () => {
      clearTimeout(timer);
      ground.destroy();
    },
  };
}

function pointsOf(contents: Contents): [number, number][] {
  return contents.kind === 'sensors'
    ? [...contents.sensors.values()].map((s) => [s.longitude, s.latitude])
    : [...contents.cells.values()].map((c) => cellShape(c.cell).middle);
}
