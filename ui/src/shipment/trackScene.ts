import { IconLayer, PathLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import { mountGround, type Pen } from '../map/ground';
import { countryNames, locationLayers, symbols, type MapLocation } from '../map/layers';

export interface TrackDrawn {
  /** The way so far. */
  line: readonly [number, number][];
  /** Where it comes from and goes to, and where it has been. */
  places: readonly MapLocation[];
  /** Where it is to go, from where it is now; empty when it has arrived or nobody knows. */
  ahead: readonly [number, number][];
  /** Where something happened. */
  events: readonly [number, number][];
}

export interface TrackScene {
  show: (drawn: TrackDrawn) => void;
  /** Where it is at the moment that is looked at. */
  mark: (place: [number, number] | null) => void;
  zoomBy: (steps: number) => void;
  fit: () => void;
  destroy: () => void;
}

const NEAREST = 11;

/** Mounts the way of a shipment. All is shown at first, and again when the journey is another. */
export function mountTrack(element: HTMLElement): TrackScene {
  let drawn: TrackDrawn = { line: [], places: [], ahead: [], events: [] };
  let marked: [number, number] | null = null;
  let fitted = false;
  const ground = mountGround(element, {
    view: null,
    layers: (pen) => [
      ...countryNames(pen),
      ...locationLayers({ ...pen, locations: drawn.places }),
      ...wayLayers(drawn, marked, pen),
    ],
    pointer: {},
  });
  const fit = () => {
    const places = drawn.places.map(({ longitude, latitude }) => [longitude, latitude] as const);
    ground.fit([...drawn.line, ...places], NEAREST);
  };
  return {
    show: (next) => {
      drawn = next;
      ground.draw();
      if (fitted || next.line.length + next.places.length === 0) return;
      fitted = true;
      fit();
    },
    mark: (place) => {
      marked = place;
      ground.draw();
    },
    zoomBy: (steps) => ground.map.easeTo({ zoom: ground.map.getZoom() + steps }),
    fit,
    destroy: ground.destroy,
  };
}

function wayLayers(drawn: TrackDrawn, marked: [number, number] | null, { palette }: Pen): Layer[] {
  const path = (id: string, line: readonly [number, number][], width: number) =>
    new PathLayer<readonly [number, number][]>({
      id,
      data: line.length > 1 ? [line] : [],
      getPath: (points) => points as [number, number][],
      getColor: id === 'ahead' ? palette.quiet : palette.ok,
      getWidth: width,
      widthUnits: 'pixels',
      capRounded: true,
      jointRounded: true,
    });
  return [
    path('ahead', drawn.ahead, 1),
    path('line', drawn.line, 3),
    new IconLayer<[number, number]>({
      id: 'events',
      data: [...drawn.events],
      ...symbols(),
      getIcon: () => 'diamond',
      getPosition: (place) => place,
      getColor: palette.ink,
      getSize: 11,
    }),
    new ScatterplotLayer<[number, number]>({
      id: 'moment',
      data: marked ? [marked] : [],
      getPosition: (place) => place,
      getRadius: 8,
      radiusUnits: 'pixels',
      getFillColor: palette.ok,
      getLineColor: palette.halo,
      stroked: true,
      getLineWidth: 3,
      lineWidthUnits: 'pixels',
    }),
  ];
}
