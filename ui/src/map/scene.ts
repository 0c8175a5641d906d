import { MapboxOverlay } from '@deck.gl/mapbox';
import { log } from '@luma.gl/core';
import { Map as MapLibre, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Contents, Sensor } from './changes';
import { cellShape } from './cells';
import { onScheme, palette } from './colours';
import { layersOf, type MapLocation, type Picked } from './layers';
import { WHOLE_WORLD, type Borders, type View } from './view';
import { loadWorld, type CountryName } from './world';

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

setWorkerUrl(workerUrl);
// It remarks on shaders that are in order; what is not still throws.
log.enable(false);

/** Whether this browser can draw the map. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

function style(): StyleSpecification {
  const { water, land, border } = palette();
  const empty = { type: 'FeatureCollection' as const, features: [] };
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: empty, maxzoom: 7 },
      borders: { type: 'geojson', data: empty, maxzoom: 7 },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': water } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land } },
      {
        id: 'coast',
        type: 'line',
        source: 'land',
        paint: { 'line-color': border, 'line-width': 0.7 },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'borders',
        paint: { 'line-color': border, 'line-width': 0.7 },
      },
    ],
  };
}

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
  const { latitude, longitude, zoom } = props.view ?? WHOLE_WORLD;
  const map = new MapLibre({
    container: element,
    style: style(),
    center: [longitude, latitude],
    zoom,
    minZoom: 0.4,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const abort = new AbortController();
  let contents: Contents | undefined;
  let locations: readonly MapLocation[] = [];
  let selected: Sensor | undefined;
  let countries: CountryName[] = [];
  let colours = palette();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const overlay = new MapboxOverlay({
    interleaved: false,
    pickingRadius: 6,
    onHover: ({ layer, object, x, y }) => props.onHover(pickedOf(layer?.id, object), x, y),
    onClick: ({ layer, object }) => {
      const picked = pickedOf(layer?.id, object);
      if (picked) props.onPick(picked);
    },
    getCursor: ({ isHovering }) => (isHovering ? 'pointer' : 'grab'),
  });
  map.addControl(overlay);

  const draw = () =>
    overlay.setProps({
      layers: layersOf({
        contents,
        locations,
        countries,
        selected,
        zoom: map.getZoom(),
        palette: colours,
      }),
    });
  const rest = () => {
    draw();
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
  };
  map.on('moveend', rest);
  map.on('resize', rest);
  map.once('load', () => {
    rest();
    void loadWorld(abort.signal)
      .then((world) => {
        const data = (id: string) => map.getSource<GeoJsonSource>(id);
        data('land')?.setData(world.land);
        data('borders')?.setData(world.borders);
        countries = world.names;
        draw();
      })
      // Without its outline the world still has its sensors.
      .catch(() => undefined);
  });
  const leaveScheme = onScheme(() => {
    colours = palette();
    map.setPaintProperty('water', 'background-color', colours.water);
    map.setPaintProperty('land', 'fill-color', colours.land);
    map.setPaintProperty('coast', 'line-color', colours.border);
    map.setPaintProperty('borders', 'line-color', colours.border);
    draw();
  });

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
    fit: (all) => {
      const points = pointsOf(all);
      if (points.length === 0) return;
      const east = points.map(([x]) => x);
      const north = points.map(([, y]) => y);
      const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
      const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
      map.fitBounds([least(east), least(north), most(east), most(north)], {
        padding: 48,
        maxZoom: NEAREST_FIT,
      });
    },
    destroy: () => {
      abort.abort();
      clearTimeout(timer);
      leaveScheme();
      map.remove();
    },
  };
}

type GeoJsonSource = import('maplibre-gl').GeoJSONSource;

function pointsOf(contents: Contents): [number, number][] {
  return contents.kind === 'sensors'
    ? [...contents.sensors.values()].map((s) => [s.longitude, s.latitude])
    : [...contents.cells.values()].map((c) => cellShape(c.cell).middle);
}
