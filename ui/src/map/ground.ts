import { MapboxOverlay, type MapboxOverlayProps } from '@deck.gl/mapbox';
import type { Layer } from '@deck.gl/core';
import { log } from '@luma.gl/core';
import { Map as MapLibre, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { onScheme, palette, type Palette } from './colours';
import { WHOLE_WORLD, type View } from './view';
import { loadWorld, type CountryName } from './world';

/** What layers over the outline of the world are drawn with. */
export interface Pen {
  palette: Palette;
  countries: readonly CountryName[];
  zoom: number;
}

export interface GroundProps {
  view: View | null;
  /** All that lies over the outline of the world, now. */
  layers: (pen: Pen) => Layer[];
  /** How the layers take the pointer. */
  pointer: Pick<MapboxOverlayProps, 'onHover' | 'onClick' | 'getCursor' | 'pickingRadius'>;
  /** The map rests where it is, after somebody or something has moved it. */
  onRest?: (map: MapLibre) => void;
}

export interface Ground {
  map: MapLibre;
  /** Draws the layers anew. */
  draw: () => void;
  /** Shows all of some places, given as longitude and latitude. */
  fit: (points: readonly (readonly [number, number])[], nearest: number) => void;
  destroy: () => void;
}

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

/** Mounts the outline of the world, for layers to lie over. */
export function mountGround(element: HTMLElement, props: GroundProps): Ground {
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
  let countries: readonly CountryName[] = [];
  let colours = palette();

  const overlay = new MapboxOverlay({ interleaved: false, ...props.pointer });
  map.addControl(overlay);
  const draw = () =>
    overlay.setProps({
      layers: props.layers({ palette: colours, countries, zoom: map.getZoom() }),
    });
  const rest = () => {
    draw();
    props.onRest?.(map);
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
      // Without its outline the world still has what lies over it.
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
    map,
    draw,
    fit: (points, nearest) => {
      if (points.length === 0) return;
      const east = points.map(([x]) => x);
      const north = points.map(([, y]) => y);
      const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
      const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
      map.fitBounds([least(east), least(north), most(east), most(north)], {
        padding: 48,
        maxZoom: nearest,
        animate: false,
      });
    },
    destroy: () => {
      abort.abort();
      leaveScheme();
      map.remove();
    },
  };
}

type GeoJsonSource = import('maplibre-gl').GeoJSONSource;
