import type { Value } from '../api/types';
import { absolute, day, isNumeric, plain, quantity, time, unit, words } from '../format/format';
import { Mark, type Shape, type Tone } from '../frame/Mark';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import type { Playback } from './playback';
import { EVENT as E, eventsSql } from './queries';
import type { Known } from './ShipmentPage';

const MARKS: Record<string, [Shape, Tone]> = {
  stop: ['half', 'warn'],
  delay: ['warn', 'warn'],
  silence: ['warn', 'warn'],
  condition: ['warn', 'bad'],
  arrival: ['check', 'ok'],
  delivery: ['check', 'ok'],
  departure: ['play', 'accent'],
  move: ['play', 'accent'],
};

/** What happened, in one line. */
export function eventWords(row: Value[]): string {
  const measured = isNumeric(row[E.measured]) ? quantity(row[E.measured], unit(row[E.uom])) : '';
  return [plain(row[E.place]), measured, plain(row[E.text]) || words(row[E.reason])]
    .filter(Boolean)
    .join(', ');
}

/** All that has happened, the newest first; the time of an event goes to that moment of the track. */
export function Events({ known, playback }: { known: Known; playback: Playback }) {
  const { system, key } = known;
  const answer = useLive(eventsSql(system, key));
  return (
    <section className="card events">
      <header>
        <h2>Events</h2>
      </header>
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={4} />}
      {answer.state === 'ready' && answer.rows.length === 0 && (
        <Empty title="No event has been told.">
          Carriers and sensors tell them: <code>model.tracking_event</code>
        </Empty>
      )}
      {answer.rows.length > 0 && (
        <ol tabIndex={0} aria-label="Events, the newest first">
          {answer.rows.map((row) => (
            <Event key={plain(row[E.key])} row={row} system={system} playback={playback} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Event({ row, system, playback }: { row: Value[]; system: string; playback: Playback }) {
  const at = time(row[E.at]);
  const actual = row[E.classifier] === 'actual';
  const [shape, tone] = actual
    ? (MARKS[plain(row[E.kind])] ?? (['dot', 'idle'] as const))
    : (['ring', 'idle'] as const);
  const to = withParams(here(), {
    row: rowAddress('model.tracking_event', system, row[E.key]),
    show: null,
  });
  return (
    <li>
      {at === null ? (
        <span className="mute">no time</span>
      ) : (
        <button
          type="button"
          className="event-time"
          title={`${absolute(at)}: show this moment`}
          onClick={() => playback.seek(at)}
        >
          {day(at)}
        </button>
      )}
      <Mark shape={shape} tone={tone} />
      <span className="event-what">
        <Link href={to}>{words(row[E.kind])}</Link>
        {!actual && <span className="mute"> ({words(row[E.classifier])})</span>}{' '}
        <span className="mute">{eventWords(row)}</span>
      </span>
    </li>
  );
}
