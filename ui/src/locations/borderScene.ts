import { PathLayer, PolygonLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import type { Colour } from '../map/colours';
import { mountGround, type Pen } from '../map/ground';
import { countryNames, locationLayers, type MapLocation } from '../map/layers';
import { edgeMiddle, nearTo, outline, toward, type Border, type Corner } from './border';

/** What can be taken hold of. */
export type Handle =
  | { kind: 'centre' }
  | { kind: 'radius' }
  | { kind: 'corner'; index: number }
  /** The middle of the edge behind a corner: a new corner comes out of it. */
  | { kind: 'edge'; index: number };

export interface BorderDrawn {
  /** Undefined while no place is chosen. */
  border: Border | undefined;
  /** The corner that is chosen; -1 for none. */
  corner: number;
  locations: readonly MapLocation[];
}

export interface BorderSceneProps {
  /** A handle is pulled to a place; `first` when it has just been taken hold of. */
  onPull: (handle: Handle, to: Corner, first: boolean) => void;
  onChoose: (handle: Handle) => void;
  onPlace: (location: MapLocation) => void;
}

export interface BorderScene {
  show: (drawn: BorderDrawn) => void;
  zoomBy: (steps: number) => void;
  /** Shows the border, or all places without one. */
  fit: () => void;
  destroy: () => void;
}

const NEAREST = 16;
const REACH_MOUSE = 10;
const REACH_TOUCH = 24;

interface Held {
  handle: Handle;
  at: Corner;
}

/** What can be taken hold of, the likeliest first. */
export function handlesOf(border: Border): Held[] {
  if (border.kind === 'circle') {
    return [
      { handle: { kind: 'radius' }, at: toward(border.centre, border.radius, 90) },
      { handle: { kind: 'centre' }, at: border.centre },
    ];
  }
  const { corners } = border;
  return [
    ...corners.map((at, index): Held => ({ handle: { kind: 'corner', index }, at })),
    ...corners.map((_, index): Held => ({
      handle: { kind: 'edge', index },
      at: edgeMiddle(corners, index),
    })),
  ];
}

/** Mounts the map on which a place's border is drawn. */
export function mountBorder(element: HTMLElement, props: BorderSceneProps): BorderScene {
  let drawn: BorderDrawn = { border: undefined, corner: -1, locations: [] };
  const ground = mountGround(element, {
    view: null,
    layers: (pen) => [
      ...countryNames(pen),
      ...locationLayers({ ...pen, locations: drawn.locations }),
      ...(drawn.border ? borderLayers(drawn.border, drawn.corner, pen) : []),
    ],
    pointer: {
      pickingRadius: 6,
      onClick: ({ layer, object }) => {
        if (layer?.id === 'locations') props.onPlace(object as MapLocation);
      },
      getCursor: ({ isHovering }) => (isHovering ? 'pointer' : 'grab'),
    },
  });
  const { map } = ground;

  const heldAt = (event: PointerEvent): Handle | undefined => {
    if (!drawn.border) return undefined;
    const box = element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const reach = event.pointerType === 'touch' ? REACH_TOUCH : REACH_MOUSE;
    const middle = map.getCenter().lng;
    return handlesOf(drawn.border).find(({ at }) => {
      const point = map.project([nearTo(at[0], middle), at[1]]);
      return Math.hypot(point.x - x, point.y - y) <= reach;
    })?.handle;
  };
  const down = (event: PointerEvent) => {
    const held = event.button === 0 ? heldAt(event) : undefined;
    if (!held) return;
    map.dragPan.disable();
    props.onChoose(held);
    let handle = held;
    let first = true;
    const box = element.getBoundingClientRect();
    const pull = (e: PointerEvent) => {
      const to = map.unproject([e.clientX - box.left, e.clientY - box.top]);
      props.onPull(handle, [to.lng, Math.max(-90, Math.min(90, to.lat))], first);
      // What was the middle of an edge is a corner from now on.
      if (first && handle.kind === 'edge') handle = { kind: 'corner', index: handle.index + 1 };
      first = false;
    };
    const release = () => {
      map.dragPan.enable();
      window.removeEventListener('pointermove', pull);
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', release);
    };
    window.addEventListener('pointermove', pull);
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', release);
  };
  element.addEventListener('pointerdown', down, { capture: true });

  return {
    show: (next) => {
      drawn = next;
      ground.draw();
    },
    zoomBy: (steps) => map.easeTo({ zoom: map.getZoom() + steps }),
    fit: () => {
      const places = drawn.locations.map((place): Corner => [place.longitude, place.latitude]);
      ground.fit(drawn.border ? outline(drawn.border) : places, NEAREST);
    },
    destroy: () => {
      element.removeEventListener('pointerdown', down, { capture: true });
      ground.destroy();
    },
  };
}

function borderLayers(border: Border, corner: number, { palette }: Pen): Layer[] {
  const line = outline(border) as [number, number][];
  const soft: Colour = [palette.ok[0], palette.ok[1], palette.ok[2], 40];
  const dots = (id: string, held: Held[], radius: number, filled: boolean) =>
    new ScatterplotLayer<Held>({
      id,
      data: held,
      getPosition: ({ at }) => at as [number, number],
      getRadius: ({ handle }) =>
        handle.kind === 'corner' && handle.index === corner ? radius + 3 : radius,
      radiusUnits: 'pixels',
      getFillColor: filled ? palette.ok : palette.halo,
      getLineColor: filled ? palette.halo : palette.ok,
      stroked: true,
      getLineWidth: 2,
      lineWidthUnits: 'pixels',
      updateTriggers: { getRadius: corner },
    });
  const handles = handlesOf(border);
  return [
    new PolygonLayer<[number, number][]>({
      id: 'border-area',
      data: line.length > 3 ? [line] : [],
      getPolygon: (ring) => ring,
      getFillColor: soft,
      stroked: false,
    }),
    new PathLayer<[number, number][]>({
      id: 'border-line',
      data: line.length > 1 ? [line] : [],
      getPath: (ring) => ring,
      getColor: palette.ok,
      getWidth: 2,
      widthUnits: 'pixels',
    }),
    dots(
      'border-edges',
      handles.filter(({ handle }) => handle.kind === 'edge'),
      4,
      false,
    ),
    dots(
      'border-handles',
      handles.filter(({ handle }) => handle.kind !== 'edge'),
      6,
      true,
    ),
  ];
}
