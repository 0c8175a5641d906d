import { useEffect, useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { runSql } from '../api/client';
import type { Value } from '../api/types';
import { isNumeric, plain, time, words } from '../format/format';
import { Bones, Empty, ErrorNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { useParam } from '../place/location';
import { COLUMN as C } from '../shipments/query';
import type { Playback } from './playback';
import { Player } from './Player';
import { sensorsSql } from './queries';
import { ReadingsPlot } from './ReadingsPlot';
import type { Known } from './ShipmentPage';
import { trackOf, trackSql, type Track as Way } from './track';
import { TrackMap } from './TrackMap';

/** The lake has what came within so many seconds; so often a way that goes on is read again. */
const REFRESH_MILLIS = 15_000;
/** A sensor is packed before it leaves, and taken out after it has arrived. */
const AROUND_MILLIS = 30 * 60_000;

export interface Sensor {
  key: string;
  name: string;
  kind: string;
  uom: Value;
  lower: number | null;
  upper: number | null;
}

const limit = (value: Value | undefined) => (isNumeric(value) ? Number(value) : null);

function useSensors({ system, key }: Known): { sensors: Sensor[]; loading: boolean } {
  const { rows, state } = useLive(sensorsSql(system, key));
  const sensors = useMemo(
    () =>
      rows.map((row) => ({
        key: plain(row[0]),
        name: plain(row[1]),
        kind: words(row[2]),
        uom: row[3] ?? null,
        lower: limit(row[4]),
        upper: limit(row[5]),
      })),
    [rows],
  );
  return { sensors, loading: state === 'loading' };
}

function useWay(known: Known, sensor: string | undefined) {
  const { system, row } = known;
  const departed = time(row[C.departed]);
  const arrived = time(row[C.arrived]);
  return useQuery({
    queryKey: ['track', system, sensor, departed, arrived],
    queryFn: async ({ signal }) => {
      const to = arrived === null ? Date.now() : arrived + AROUND_MILLIS;
      const sql = trackSql(system, sensor ?? '', (departed ?? to) - AROUND_MILLIS, to);
      return trackOf((await runSql(sql, { limit: 5000, signal })).rows);
    },
    enabled: sensor !== undefined && departed !== null,
    refetchInterval: arrived === null ? REFRESH_MILLIS : false,
    placeholderData: (before, query) => (query?.queryKey[2] === sensor ? before : undefined),
  });
}

/** The way it has gone, on the map and in time, with what its sensor has measured. */
export function Track({ known, playback }: { known: Known; playback: Playback }) {
  const { sensors, loading } = useSensors(known);
  const [wanted, want] = useParam('sensor');
  const sensor = sensors.find((each) => each.key === wanted) ?? sensors[0];
  const way = useWay(known, sensor?.key);
  const track = way.data;
  useEffect(() => {
    const from = track?.at[0];
    const to = track?.at.at(-1);
    if (from !== undefined && to !== undefined) playback.span(from, to);
  }, [track, playback]);
  return (
    <section className="card track" aria-label="Track">
      <header>
        <h2>Track</h2>
        {sensors.length > 1 && (
          <select
            className="select more"
            aria-label="Sensor"
            value={sensor?.key}
            onChange={(event) => want(event.target.value)}
          >
            {sensors.map((each) => (
              <option key={each.key} value={each.key}>
                {[each.name, each.kind].filter(Boolean).join(', ')}
              </option>
            ))}
          </select>
        )}
        {sensors.length === 1 && sensor && (
          <span className="mute more">{[sensor.name, sensor.kind].filter(Boolean).join(', ')}</span>
        )}
      </header>
      <TrackMap known={known} track={track} playback={playback} />
      <div className="track-below">
        <Below
          known={known}
          sensor={sensor}
          track={track}
          error={way.error}
          loading={loading || way.isLoading}
          playback={playback}
        />
      </div>
    </section>
  );
}

function Below({
  known,
  sensor,
  track,
  error,
  loading,
  playback,
}: {
  known: Known;
  sensor: Sensor | undefined;
  track: Way | undefined;
  error: Error | null;
  loading: boolean;
  playback: Playback;
}) {
  if (error) return <ErrorNote error={error} />;
  if (loading) return <Bones lines={4} />;
  if (!sensor) {
    return (
      <Empty title="No sensor travels with it.">
        One does when <code>model.sensor</code> names its logistic unit or the equipment of a leg,
        or a reading is of its tracking number.
      </Empty>
    );
  }
  if (known.row[C.departed] === null) return <Empty title="It has not left yet." />;
  if (!track || track.at.length === 0) {
    return (
      <Empty title={`${sensor.name} has told nothing since it left.`}>
        Readings are kept in the lake, and appear here within seconds.
      </Empty>
    );
  }
  return (
    <>
      <Player playback={playback} track={track} sensor={sensor} />
      {track.values.some((value) => value !== null) && (
        <ReadingsPlot playback={playback} track={track} sensor={sensor} />
      )}
    </>
  );
}
