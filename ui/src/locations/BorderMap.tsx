import { useEffect, useRef, useState } from 'react';
import { Empty } from '../frame/states';
import { canDraw } from '../map/ground';
import { MapTools } from '../map/MapTools';
import {
  mountBorder,
  type BorderDrawn,
  type BorderScene,
  type BorderSceneProps,
} from './borderScene';
import '../map/map.css';

/** The map on which a border is drawn; what it tells goes to the newest of its listeners. */
export function BorderMap({
  drawn,
  place,
  onPull,
  onChoose,
  onPlace,
}: BorderSceneProps & {
  drawn: BorderDrawn;
  /** The place that is looked at; the map goes to another when it changes. */
  place: string;
}) {
  const element = useRef<HTMLDivElement>(null);
  const scene = useRef<BorderScene | null>(null);
  const [drawable] = useState(canDraw);
  const told = useRef<BorderSceneProps>({ onPull, onChoose, onPlace });
  const fitted = useRef('');
  useEffect(() => {
    told.current = { onPull, onChoose, onPlace };
  });
  useEffect(() => {
    if (!element.current || !drawable) return undefined;
    const mounted = mountBorder(element.current, {
      onPull: (...pulled) => told.current.onPull(...pulled),
      onChoose: (handle) => told.current.onChoose(handle),
      onPlace: (location) => told.current.onPlace(location),
    });
    scene.current = mounted;
    fitted.current = '';
    return () => {
      scene.current = null;
      mounted.destroy();
    };
  }, [drawable]);
  const there = drawn.border !== undefined || drawn.locations.length > 0;
  useEffect(() => {
    scene.current?.show(drawn);
    const wanted = drawn.border ? place : 'all';
    if (!there || fitted.current === wanted || (place && !drawn.border)) return;
    fitted.current = wanted;
    scene.current?.fit();
  }, [drawn, place, there]);

  if (!drawable) {
    return (
      <div className="map-none border-map">
        <Empty title="This browser cannot draw the map.">
          It needs WebGL 2. Borders can be written in figures below all the same.
        </Empty>
      </div>
    );
  }
  return (
    <div className="map-box border-map">
      <div className="map-canvas" ref={element} />
      <MapTools
        zoomBy={(steps) => scene.current?.zoomBy(steps)}
        all={drawn.border ? 'All of the border' : 'All places'}
        showAll={() => scene.current?.fit()}
      />
    </div>
  );
}
