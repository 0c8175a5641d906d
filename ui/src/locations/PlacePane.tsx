import { useMemo } from 'react';
import type { Value } from '../api/types';
import { count, isNumeric, plain, words } from '../format/format';
import { Empty } from '../frame/states';
import { Time } from '../frame/Time';
import { useLive } from '../live/hooks';
import type { MapLocation } from '../map/layers';
import { sensorText } from '../map/view';
import { Link } from '../place/Link';
import { here, navigate, withParams } from '../place/location';
import { pageAddress, rowAddress } from '../place/row';
import type { Border } from './border';
import { cornersOf } from './border';
import { BorderEditor } from './BorderEditor';
import { BorderMap } from './BorderMap';
import { fenceSql, PLACE as P, presentSql, radiusOf } from './queries';

function locationsOf(rows: readonly Value[][]): MapLocation[] {
  return rows
    .filter((row) => isNumeric(row[P.latitude]) && isNumeric(row[P.longitude]))
    .map((row) => ({
      system: plain(row[P.system]),
      key: plain(row[P.key]),
      name: plain(row[P.name]),
      latitude: Number(row[P.latitude]),
      longitude: Number(row[P.longitude]),
    }));
}

const openPlace = ({ system, key }: MapLocation) =>
  navigate(withParams(here(), { place: sensorText(system, key) }));

/** What is behind a border. */
export interface Found {
  border: Border;
  /** Where it comes from: somebody drew it, the source says it, or the kind of the place. */
  origin: 'drawn' | 'source' | 'kind';
  /** The key of its row of model.geofence; empty when there is none. */
  key: string;
  /** Whether it has parts or holes, so that it can be replaced but not changed here. */
  complex: boolean;
}

/** The border that counts, as the tracking job has it. */
function foundBorder(place: Value[], fence: Value[] | undefined): Found | null {
  const centre = (latitude: Value | undefined, longitude: Value | undefined) =>
    isNumeric(latitude) && isNumeric(longitude)
      ? ([Number(longitude), Number(latitude)] as const)
      : null;
  const own = centre(place[P.latitude], place[P.longitude]);
  const byKind = radiusOf(plain(place[P.kind]));
  const key = plain(fence?.[0]);
  const origin = !fence ? 'kind' : key.startsWith('drawn/') ? 'drawn' : 'source';
  const boundary = fence?.[4];
  if (typeof boundary === 'string') {
    const corners = cornersOf(boundary);
    if (corners) return { border: { kind: 'polygon', corners }, origin, key, complex: false };
  }
  const middle = centre(fence?.[1], fence?.[2]) ?? own;
  if (!middle) return null;
  const radius = isNumeric(fence?.[3]) ? Number(fence[3]) : byKind;
  const complex = typeof boundary === 'string';
  return { border: { kind: 'circle', centre: middle, radius }, origin, key, complex };
}

/** The map of all places, or one place with its border to be drawn. */
export function PlacePane({
  system,
  place,
  rows,
}: {
  system: string;
  place: string;
  rows: readonly Value[][];
}) {
  const locations = useMemo(() => locationsOf(rows), [rows]);
  const row = rows.find((each) => each[P.system] === system && each[P.key] === place);
  const fence = useLive(fenceSql(system, place));
  if (!place || !row) {
    return (
      <section className="place-pane" aria-label="Map of places">
        <BorderMap
          drawn={{ border: undefined, corner: -1, locations }}
          place=""
          onPull={() => undefined}
          onChoose={() => undefined}
          onPlace={openPlace}
        />
        {place && rows.length > 0 && <Empty title="This place is not in the list." />}
      </section>
    );
  }
  const found = fence.state === 'loading' ? undefined : foundBorder(row, fence.rows[0]);
  return (
    <section className="place-pane" aria-label={plain(row[P.name])}>
      <BorderEditor
        system={system}
        place={place}
        found={found}
        zone={row[P.kind] === 'zone'}
        locations={locations}
        onPlace={openPlace}
      >
        <About row={row} />
      </BorderEditor>
    </section>
  );
}

/** What the place is, and what is there now. */
function About({ row }: { row: Value[] }) {
  const [system, key] = [plain(row[P.system]), plain(row[P.key])];
  const present = useLive(presentSql(system, key));
  return (
    <>
      <header className="place-head">
        <h2>
          <Link href={withParams(here(), { row: rowAddress('model.location', system, key) })}>
            {plain(row[P.name])}
          </Link>
        </h2>
        <span className="mute">
          {[words(row[P.kind]), plain(row[P.city]), system].filter(Boolean).join(', ')}
        </span>
      </header>
      <h3>
        Here now <span className="mute">{count(row[P.present])}</span>
      </h3>
      {present.rows.length > 0 ? (
        <ul className="place-present">
          {present.rows.map((shipment) => (
            <li key={plain(shipment[0])}>
              <Link href={pageAddress('model.shipment', system, shipment[0]) ?? ''}>
                {plain(shipment[1])}
              </Link>{' '}
              <span className="mute">
                {[words(shipment[2]), plain(shipment[3])].filter(Boolean).join(', ')}, seen{' '}
                <Time value={shipment[4]} />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mute">No shipment that a sensor travels with is here.</p>
      )}
    </>
  );
}
