import { useEffect, useMemo, useRef, useState } from 'react';
import type { Value } from '../api/types';
import { isNumeric, plain } from '../format/format';
import { Empty } from '../frame/states';
import { useLive } from '../live/hooks';
import { canDraw } from '../map/ground';
import type { MapLocation } from '../map/layers';
import { MapTools } from '../map/MapTools';
import { unwrapped } from '../map/meridian';
import { COLUMN as C } from '../shipments/query';
import type { Playback } from './playback';
import { AROUND as A, EVENT as E, eventsSql } from './queries';
import type { Known } from './ShipmentPage';
import { lineOf, placeAt, type Track } from './track';
import { mountTrack, type TrackDrawn, type TrackScene } from './trackScene';
import '../map/map.css';

function placeOf(
  latitude: Value | undefined,
  longitude: Value | undefined,
): [number, number] | null {
  return isNumeric(latitude) && isNumeric(longitude) ? [Number(longitude), Number(latitude)] : null;
}

/** Places of the shipment in the turn of the Earth in which its way is drawn. */
function near(place: [number, number], to: [number, number] | undefined): [number, number] {
  const turned = to && unwrapped([[...to], [...place]])[1];
  return turned ? [turned[0] ?? 0, turned[1] ?? 0] : place;
}

function drawnOf(known: Known, track: Track | undefined, events: readonly Value[][]): TrackDrawn {
  const { system, around, progress, row, shipment } = known;
  const line = track ? lineOf(track) : [];
  const last = line.at(-1);
  const now = placeOf(progress['latitude'], progress['longitude']);
  const newest = row[C.arrived] === null && now ? near(now, last) : last;
  if (newest && newest !== last) line.push(newest);
  const ends = (
    [
      ['from_location_key', A.from, A.fromLatitude, A.fromLongitude],
      ['to_location_key', A.to, A.toLatitude, A.toLongitude],
    ] as const
  ).flatMap(([key, name, latitude, longitude]): MapLocation[] => {
    const place = placeOf(around[latitude], around[longitude]);
    if (!place) return [];
    const [x, y] = near(place, name === A.to ? newest : line[0]);
    return [
      {
        system,
        key: plain(shipment[key]),
        name: plain(around[name]),
        longitude: x,
        latitude: y,
      },
    ];
  });
  const goal = placeOf(around[A.toLatitude], around[A.toLongitude]);
  const begin = newest ?? placeOf(around[A.fromLatitude], around[A.fromLongitude]);
  return {
    line,
    places: ends,
    ahead: goal && begin && row[C.arrived] === null ? [begin, near(goal, begin)] : [],
    events: events.flatMap((event) => {
      const place = placeOf(event[E.latitude], event[E.longitude]);
      return place && event[E.classifier] === 'actual' ? [near(place, newest)] : [];
    }),
  };
}

/** The way on the map, with the moment that is looked at. */
export function TrackMap({
  known,
  track,
  playback,
}: {
  known: Known;
  track: Track | undefined;
  playback: Playback;
}) {
  const element = useRef<HTMLDivElement>(null);
  const scene = useRef<TrackScene | null>(null);
  const [drawable] = useState(canDraw);
  const events = useLive(eventsSql(known.system, known.key)).rows;
  const drawn = useMemo(() => drawnOf(known, track, events), [known, track, events]);
  const newest = useRef({ drawn, track });

  useEffect(() => {
    if (!element.current || !drawable) return undefined;
    const mounted = mountTrack(element.current);
    scene.current = mounted;
    mounted.show(newest.current.drawn);
    const mark = () => {
      const way = newest.current.track;
      mounted.mark(way ? placeAt(way, playback.current().at) : null);
    };
    mark();
    const leave = playback.subscribe(mark);
    return () => {
      leave();
      scene.current = null;
      mounted.destroy();
    };
  }, [playback, drawable]);
  useEffect(() => {
    newest.current = { drawn, track };
    scene.current?.show(drawn);
    scene.current?.mark(track ? placeAt(track, playback.current().at) : null);
  }, [drawn, track, playback]);

  if (!drawable) {
    return (
      <div className="map-none track-map">
        <Empty title="This browser cannot draw the map.">
          It needs WebGL 2: switch hardware acceleration on, or use another browser.
        </Empty>
      </div>
    );
  }
  return (
    <div className="map-box track-map">
      <div className="map-canvas" ref={element} />
      <MapTools
        zoomBy={(steps) => scene.current?.zoomBy(steps)}
        all="All of its way"
        showAll={() => scene.current?.fit()}
      />
    </div>
  );
}
