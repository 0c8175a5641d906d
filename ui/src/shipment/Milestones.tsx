import type { Value } from '../api/types';
import { duration, plain, time, words } from '../format/format';
import { Time } from '../frame/Time';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { COLUMN as C } from '../shipments/query';
import { GRACE_MILLIS } from '../shipments/why';
import { AROUND as A, legsSql } from './queries';
import type { Known } from './ShipmentPage';

interface Milestone {
  what: string;
  place: string;
  planned: Value | undefined;
  estimated: Value | undefined;
  actual: Value | undefined;
  /** What the ERP has booked, where a sensor has seen it otherwise. */
  booked?: Value | undefined;
  table: string;
  key: string;
}

const SAME_MILLIS = 60_000;

function legMilestones(legs: readonly Value[][]): Milestone[] {
  return legs.flatMap((leg): Milestone[] => {
    const [key, number, mode, from, to, ...times] = leg;
    const base = { table: 'model.shipment_leg', key: plain(key) };
    const name = `leg ${plain(number)}${mode ? `, ${words(mode)}` : ''}`;
    return [
      {
        ...base,
        what: `Departure, ${name}`,
        place: plain(from),
        planned: times[0],
        estimated: times[1],
        actual: times[2],
      },
      {
        ...base,
        what: `Arrival, ${name}`,
        place: plain(to),
        planned: times[3],
        estimated: times[4],
        actual: times[5],
      },
    ];
  });
}

/** Departure and arrival: as planned, as expected now, as it was. */
export function Milestones({ known }: { known: Known }) {
  const { system, key, row, shipment, progress, around } = known;
  const legs = useLive(legsSql(system, key));
  const seen = (column: string) => (progress[column] ? shipment[column] : undefined);
  const tracked = (column: string) =>
    progress[column] ? 'model.shipment_progress' : 'model.shipment';
  const departure: Milestone = {
    what: 'Departure',
    place: plain(around[A.from]),
    planned: row[C.plannedDeparture],
    estimated: null,
    actual: row[C.departed],
    booked: seen('departed_at'),
    table: tracked('departed_at'),
    key,
  };
  const arrival: Milestone = {
    what: 'Arrival',
    place: plain(around[A.to]),
    planned: row[C.plannedArrival],
    estimated: row[C.estimated],
    actual: row[C.arrived],
    booked: seen('arrived_at'),
    table: tracked('estimated_arrival_at'),
    key,
  };
  const between = legs.rows.length > 1 ? legMilestones(legs.rows).slice(1, -1) : [];
  return (
    <section className="card">
      <header>
        <h2>Milestones</h2>
      </header>
      <div className="milestones-scroll" tabIndex={0} role="region" aria-label="Milestones">
        <table className="plain-table milestones">
          <thead>
            <tr>
              <th scope="col">Milestone</th>
              <th scope="col">Planned</th>
              <th scope="col">Estimated</th>
              <th scope="col">Actual</th>
            </tr>
          </thead>
          <tbody>
            {[departure, ...between, arrival].map((milestone) => (
              <Row key={milestone.what} milestone={milestone} system={system} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ milestone: m, system }: { milestone: Milestone; system: string }) {
  const to = withParams(here(), { row: rowAddress(m.table, system, m.key), show: null });
  const booked = time(m.booked);
  const actual = time(m.actual);
  const differs = booked !== null && actual !== null && Math.abs(booked - actual) >= SAME_MILLIS;
  return (
    <tr>
      <th scope="row">
        <Link href={to}>{m.what}</Link>
        {m.place && <span className="mute milestone-place">{m.place}</span>}
      </th>
      <td>
        <Time value={m.planned} as="day" />
      </td>
      <td>
        <Time value={actual === null ? m.estimated : null} as="day" />
        {actual === null && <Against plan={m.planned} at={m.estimated} />}
      </td>
      <td>
        <Time value={m.actual} as="day" />
        <Against plan={m.planned} at={m.actual} />
        {differs && (
          <span className="mute milestone-place">
            booked <Time value={m.booked} as="day" />
          </span>
        )}
      </td>
    </tr>
  );
}

/** How far from its plan it is. */
function Against({ plan, at }: { plan: Value | undefined; at: Value | undefined }) {
  const [planned, was] = [time(plan), time(at)];
  if (planned === null || was === null) return null;
  const gap = was - planned;
  if (Math.abs(gap) < SAME_MILLIS) return <span className="mute milestone-place">as planned</span>;
  return (
    <span className={`milestone-place ${gap > GRACE_MILLIS ? 'late' : 'mute'}`}>
      {duration(gap)} {gap > 0 ? 'later' : 'earlier'}
    </span>
  );
}
