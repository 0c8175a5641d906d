import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { isNumeric, plain, relative } from '../format/format';
import { useLive, useNow } from '../live/hooks';
import { here, navigate, usePlace, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import type { MapLocation, Picked } from './layers';
import { Legend } from './Legend';
import { MapTools } from './MapTools';
import { mountScene, type Scene } from './scene';
import { parseSensor, parseView, sensorText, viewText, WHOLE_WORLD, type Borders } from './view';
import { viewOfCell } from './cells';
import type { MapWatch } from './watch';
import { cellWords, speedText, stateWord } from './words';

const LOCATIONS = `SELECT source_system, source_key, name, latitude, longitude FROM model.location
WHERE latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY ALL LIMIT 5000`;

interface Hover {
  picked: Picked;
  left: number;
  top: number;
}

export function openSensor(source: string, sensor: string): void {
  navigate(withParams(here(), { sensor: sensorText(source, sensor), row: null }));
}

function useLocations(): MapLocation[] {
  const { rows } = useLive(LOCATIONS);
  return useMemo(
    () =>
      rows
        .filter((row) => isNumeric(row[3]) && isNumeric(row[4]))
        .map(([system, key, name, latitude, longitude]) => ({
          system: plain(system),
          key: plain(key),
          name: plain(name),
          latitude: Number(latitude),
          longitude: Number(longitude),
        })),
    [rows],
  );
}

/** The map with its tools; what moves on it passes React by. */
export function MapView({
  watch,
  sceneRef,
  onBorders,
  kind,
}: {
  watch: MapWatch;
  sceneRef: RefObject<Scene | null>;
  onBorders: (borders: Borders) => void;
  kind: 'sensors' | 'cells' | undefined;
}) {
  const element = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const locations = useLocations();
  const { params } = usePlace();
  const chosen = params.get('sensor');

  useEffect(() => {
    if (!element.current) return undefined;
    const view = parseView(here().params.get('at'));
    let fitted = view !== null;
    const mounted = mountScene(element.current, {
      view,
      onRest: (now, borders) => {
        if (fitted) navigate(withParams(here(), { at: viewText(now) }), 'replace');
        onBorders(borders);
      },
      onHover: (picked, left, top) => setHover(picked && { picked, left, top }),
      onPick: (picked) => {
        if (picked.kind === 'sensor') openSensor(picked.sensor.source, picked.sensor.sensor);
        else if (picked.kind === 'location') {
          const { system, key } = picked.location;
          navigate(
            withParams(here(), { row: rowAddress('model.location', system, key), sensor: null }),
          );
        } else {
          mounted.goTo(viewOfCell(picked.cell.cell));
        }
      },
    });
    sceneRef.current = mounted;
    const leave = watch.onFrame(() => {
      const contents = watch.newest();
      mounted.show(contents);
      if (!fitted && contents && contents.total > 0) {
        fitted = true;
        mounted.fit(contents);
      }
      const sensor = parseSensor(here().params.get('sensor'));
      if (sensor) mounted.select(find(watch, sensor));
    });
    return () => {
      leave();
      sceneRef.current = null;
      mounted.destroy();
    };
  }, [watch, sceneRef, onBorders]);

  useEffect(() => sceneRef.current?.locations(locations), [sceneRef, locations]);
  useEffect(() => {
    const sensor = parseSensor(chosen);
    sceneRef.current?.select(sensor ? find(watch, sensor) : undefined);
  }, [sceneRef, watch, chosen]);

  return (
    <div className="map-box">
      <div className="map-canvas" ref={element} onMouseLeave={() => setHover(null)} />
      <MapTools
        zoomBy={(steps) => sceneRef.current?.zoomBy(steps)}
        all="The whole world"
        showAll={() => sceneRef.current?.goTo(WHOLE_WORLD)}
      />
      {kind && <Legend kind={kind} />}
      {hover && <Card hover={hover} />}
    </div>
  );
}

function find(watch: MapWatch, wanted: { source: string; sensor: string }) {
  for (const sensor of watch.newest()?.sensors.values() ?? []) {
    if (sensor.sensor === wanted.sensor && sensor.source === wanted.source) return sensor;
  }
  return undefined;
}

/** What is under the pointer, in a few words. */
function Card({ hover: { picked, left, top } }: { hover: Hover }) {
  const now = useNow(1000);
  let lines: string[];
  if (picked.kind === 'sensor') {
    const { sensor } = picked;
    lines = [
      sensor.sensor,
      `${stateWord(sensor)}, ${speedText(sensor.speed)}`,
      `reported ${relative(sensor.time, now)}`,
    ];
  } else if (picked.kind === 'cell') lines = cellWords(picked.cell);
  else lines = [picked.location.name];
  return (
    <div
      className="map-card"
      aria-hidden="true"
      style={{ transform: `translate(${left}px, ${top}px)` }}
    >
      <div>
        <strong>{lines[0]}</strong>
        {lines.slice(1).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
    </div>
  );
}
