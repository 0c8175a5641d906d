import type { Value } from '../api/types';
import { plain, words } from '../format/format';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { Time } from '../frame/Time';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { NoteForm } from './NoteForm';
import { documentsSql } from './queries';
import type { Known } from './ShipmentPage';

/** Log, notes, papers and images of the shipment. */
export function Documents({ known: { system, key } }: { known: Known }) {
  const answer = useLive(documentsSql(system, key));
  return (
    <section className="card documents">
      <header>
        <h2>Log and documents</h2>
      </header>
      <NoteForm system={system} shipment={key} />
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={4} />}
      {answer.state === 'ready' && answer.rows.length === 0 && (
        <Empty title="Nothing has been written about it.">
          Its log and papers are rows of <code>model.document</code>
        </Empty>
      )}
      <ul>
        {answer.rows.map((row) => (
          <Document key={plain(row[0])} row={row} system={system} />
        ))}
      </ul>
    </section>
  );
}

function Document({ row, system }: { row: Value[]; system: string }) {
  const [key, kind, title, body, url, mediaType, author, writtenAt] = row;
  const to = withParams(here(), { row: rowAddress('model.document', system, key), show: null });
  return (
    <li>
      <div>
        <Link href={to}>{plain(title) || words(kind)}</Link>
        <span className="mute">
          {' '}
          {[words(kind), plain(author)].filter(Boolean).join(' by ')}, <Time value={writtenAt} />
        </span>
      </div>
      {body !== null && <p>{plain(body)}</p>}
      {isWeb(url) && (
        <a href={url} rel="noreferrer" target="_blank">
          Open {plain(mediaType) || 'it'}
        </a>
      )}
    </li>
  );
}

/** Whether it is an address that may be followed; rows come from other systems. */
function isWeb(url: Value | undefined): url is string {
  return typeof url === 'string' && /^https?:\/\//i.test(url);
}
