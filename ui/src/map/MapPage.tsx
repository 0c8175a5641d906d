import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { Status } from '../api/types';
import { counted } from '../format/format';
import { Empty } from '../frame/states';
import { Link } from '../place/Link';
import { usePlace } from '../place/location';
import { viewOfCell } from './cells';
import { Filters } from './Filters';
import { MapList } from './MapList';
import { MapView, openSensor } from './MapView';
import { canDraw } from './ground';
import type { Scene } from './scene';
import { SensorPanel } from './SensorPanel';
import { parseSensor, sensorText, windowQuery, type Borders, type MapFilter } from './view';
import { MapWatch } from './watch';
import './map.css';

/** What a browser that cannot draw the map lists. */
const WORLD: Borders = { south: -90, west: -180, north: 90, east: 180, area: 600_000 };

function filterOf(params: URLSearchParams): MapFilter {
  const text = (name: string) => params.get(name) ?? '';
  return {
    view: params.get('view') ?? 'all',
    mode: text('mode'),
    carrier: text('carrier'),
    customer: text('customer'),
    least: text('least'),
    most: text('most'),
  };
}

/** Where every sensor is now. */
export function MapPage() {
  const { params } = usePlace();
  const filter = filterOf(params);
  const filterText = JSON.stringify(filter);
  const [drawable] = useState(canDraw);
  const [borders, setBorders] = useState<Borders | null>(drawable ? null : WORLD);
  const [watch] = useState(() => new MapWatch());
  const sceneRef = useRef<Scene | null>(null);
  const watched = useSyncExternalStore(
    useCallback((listener: () => void) => watch.subscribe(listener), [watch]),
    useCallback(() => watch.current(), [watch]),
  );
  useEffect(() => watch.start(), [watch]);
  useEffect(() => {
    if (borders) watch.look(windowQuery(borders, JSON.parse(filterText) as MapFilter));
  }, [watch, borders, filterText]);
  const { contents, problem } = watched;
  const chosen = parseSensor(params.get('sensor'));
  return (
    <div className="page map-page">
      <div className="toolbar">
        <Filters filter={filter} />
        <div className="end">
          <span className="mute tabular" role="status">
            {contents && `${counted(contents.total, 'sensor')} in the window`}
          </span>
        </div>
      </div>
      <div className="map-parts">
        {drawable ? (
          <MapView watch={watch} sceneRef={sceneRef} onBorders={setBorders} kind={contents?.kind} />
        ) : (
          <div className="map-none">
            <Empty title="This browser cannot draw the map.">
              It needs WebGL 2: switch hardware acceleration on, or use another browser. The list
              shows the same sensors.
            </Empty>
          </div>
        )}
        <div className="map-list">
          <MapList
            contents={contents}
            problem={problem}
            open={chosen ? sensorText(chosen.source, chosen.sensor) : undefined}
            onSensor={openSensor}
            onCell={(cell) => sceneRef.current?.goTo(viewOfCell(cell))}
            empty={
              <Nothing filtered={filterText !== JSON.stringify(filterOf(new URLSearchParams()))} />
            }
          />
        </div>
      </div>
      {chosen && (
        <SensorPanel key={params.get('sensor')} source={chosen.source} sensor={chosen.sensor} />
      )}
    </div>
  );
}

/** Why the list is empty, and what to do. */
function Nothing({ filtered }: { filtered: boolean }) {
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => get<Status>('/api/status', signal),
  });
  if (status.data?.tracking?.sensors === 0) {
    return (
      <Empty title="No sensor has reported where it is yet.">
        Sensors appear here as soon as a <Link href="/mappings">mapping</Link> writes their readings
        to <code>model.sensor_reading</code> with latitude and longitude.
      </Empty>
    );
  }
  return (
    <Empty title="No sensor is in this window.">
      {filtered
        ? 'Take a filter off, or look at a larger part of the map.'
        : 'Look at a larger part of the map.'}
    </Empty>
  );
}
