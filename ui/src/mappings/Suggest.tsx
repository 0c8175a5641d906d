import { useEffect, useRef, useState } from 'react';
import type {
  SuggestedFile,
  SuggestedPack,
  SuggestedTable,
  Suggestion,
  SuggestionRun,
} from '../api/types';
import { count, counted, share } from '../format/format';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { Link } from '../place/Link';
import { Files, type Draft } from './Files';
import { Progress } from './Progress';
import { useWork } from './work';

/** Never rounded up: what is 99.6 % sure is not certain. */
function sure(confidence: number): string {
  return share(Math.floor(100 * confidence));
}

/** What a source's tables are likely to be in the model, to choose from, and the SQL for it. */
export function Suggest({ source }: { source: string }) {
  const work = useWork<SuggestionRun>('/api/suggestions');
  const { start } = work;
  const begun = useRef(false);
  useEffect(() => {
    // Once, also where effects are run twice: it asks the database.
    if (begun.current) return;
    begun.current = true;
    start({ source });
  }, [source, start]);
  const suggestion = work.run?.suggestion;
  const [first, setFirst] = useState<Suggestion | null>(null);
  if (suggestion && !first) setFirst(suggestion);
  return (
    <div className="page scroll mappings">
      <p className="crumb">
        <Link href="/mappings">All mappings</Link>
      </p>
      {work.problem && <ProblemNote problem={work.problem} />}
      <section className="card">
        <header>
          <h2>What {source} has, and what it is in the model</h2>
        </header>
        {work.running && <Progress progress={work.progress} />}
        {!first && !work.problem && <Bones lines={10} />}
        {first && (
          <Found found={first} busy={work.running} choose={(tables) => start({ source, tables })} />
        )}
      </section>
      {suggestion && !work.running && (
        <Proposed key={keyOf(suggestion.files)} files={suggestion.files} />
      )}
    </div>
  );
}

function keyOf(files: SuggestedFile[]): string {
  return files.map((file) => `${file.name}:${file.sql.length}`).join();
}

function Found({
  found,
  busy,
  choose,
}: {
  found: Suggestion;
  busy: boolean;
  choose: (tables: string[]) => void;
}) {
  const all = [...new Set(found.tables.map((match) => match.table))];
  const [left, setLeft] = useState<readonly string[]>([]);
  const [written, setWritten] = useState<readonly string[]>([]);
  const wanted = all.filter((table) => !left.includes(table));
  const same = left.length === written.length && left.every((table) => written.includes(table));
  if (found.pack) return <Pack pack={found.pack} />;
  if (found.tables.length === 0) {
    return (
      <Empty title="No table of the source is likely to be one of the model.">
        Write the mapping by hand: docs/mapping.md shows how.
      </Empty>
    );
  }
  return (
    <>
      {found.problems.map((problem) => (
        <ProblemNote key={problem.message} problem={problem} />
      ))}
      <ul className="matches">
        {found.tables.map((match) => (
          <MatchedTable
            key={`${match.model} ${match.table}`}
            match={match}
            taken={!left.includes(match.table)}
            take={(taken) =>
              setLeft(
                taken ? left.filter((table) => table !== match.table) : [...left, match.table],
              )
            }
          />
        ))}
      </ul>
      <Rest found={found} />
      <div className="toolbar">
        <button
          type="button"
          className="button"
          disabled={busy || same || wanted.length === 0}
          onClick={() => {
            setWritten(left);
            choose(wanted);
          }}
        >
          Write the SQL for {counted(wanted.length, 'table')}
        </button>
        {same && <span className="mute">The SQL below is for the tables that are ticked.</span>}
      </div>
    </>
  );
}

/** The ready mapping of a known ERP, whose files are below. */
function Pack({ pack }: { pack: SuggestedPack }) {
  return (
    <div className="pack">
      <p>
        These are the tables of{' '}
        <strong>
          {pack.erp} {pack.release}
        </strong>
        : version {pack.version} of the pack {pack.name} maps {counted(pack.maps.length, 'table')}{' '}
        of the model.
      </p>
      <p className="mute">{pack.maps.join(', ')}</p>
      {pack.left_out.length > 0 && (
        <>
          <p>Left out, since the source has not what it is made of:</p>
          <ul>
            {pack.left_out.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function MatchedTable({
  match,
  taken,
  take,
}: {
  match: SuggestedTable;
  taken: boolean;
  take: (taken: boolean) => void;
}) {
  const mapped = new Set(match.columns.map((column) => column.model)).size;
  return (
    <li data-left={taken ? undefined : 'true'}>
      <input
        type="checkbox"
        checked={taken}
        aria-label={`Map ${match.table} to model.${match.model}`}
        onChange={(event) => take(event.target.checked)}
      />
      <details>
        <summary>
          <span className="match-names">
            <span className="strong">{match.table}</span>
            <span aria-label="is">→</span>
            <span>model.{match.model}</span>
          </span>
          <span className="tabular match-sure" title="Confidence">
            {sure(match.confidence)}
          </span>
          <span className="mute match-why">
            {counted(mapped, 'column')} · {match.reason}
          </span>
        </summary>
        <div
          className="scroll-x"
          tabIndex={0}
          role="region"
          aria-label={`Columns of ${match.table}`}
        >
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Model column</th>
                <th scope="col">Source column</th>
                <th scope="col" className="num">
                  Confidence
                </th>
                <th scope="col">Reason</th>
              </tr>
            </thead>
            <tbody>
              {match.columns.map((column) => (
                <tr key={`${column.model} ${column.table}.${column.column}`}>
                  <th scope="row">{column.model}</th>
                  <td>
                    {column.table === match.table ? '' : `${column.table}.`}
                    {column.column}
                  </td>
                  <td className={column.confidence < 0.8 ? 'num warn' : 'num'}>
                    {sure(column.confidence)}
                  </td>
                  <td className="mute">{column.reason}</td>
                </tr>
              ))}
              {match.perhaps.map((doubt) => (
                <tr key={`${doubt.model} ${doubt.source}`}>
                  <th scope="row" className="mute">
                    {doubt.model}, left out
                  </th>
                  <td>{doubt.source}</td>
                  <td className="num warn">{sure(doubt.confidence)}</td>
                  <td className="mute">{doubt.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {match.not_used.length > 0 && <p className="mute">Not used: {match.not_used.join(', ')}</p>}
        {match.rows_estimated > 0 && (
          <p className="mute">About {count(match.rows_estimated)} rows.</p>
        )}
      </details>
    </li>
  );
}

/** What is not in the proposal, which may be wrong. */
function Rest({ found }: { found: Suggestion }) {
  if (found.perhaps.length === 0 && found.not_used.length === 0) return null;
  return (
    <div className="match-rest">
      {found.perhaps.length > 0 && (
        <details>
          <summary>
            {count(found.perhaps.length)} {found.perhaps.length === 1 ? 'match' : 'matches'} left
            out, perhaps wrongly
          </summary>
          <ul>
            {found.perhaps.map((doubt) => (
              <li key={`${doubt.model} ${doubt.source}`}>
                {doubt.source} → model.{doubt.model}, {sure(doubt.confidence)}:{' '}
                <span className="mute">{doubt.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {found.not_used.length > 0 && (
        <details>
          <summary>{counted(found.not_used.length, 'table')} not used</summary>
          <p className="mute">{found.not_used.join(', ')}</p>
        </details>
      )}
    </div>
  );
}

function Proposed({ files }: { files: SuggestedFile[] }) {
  const [drafts, setDrafts] = useState<Draft[]>(
    files.map(({ name, sql, version }) => ({ name, sql, version, saved: null })),
  );
  const there = files.filter((file) => file.version !== null);
  if (files.length === 0) return null;
  return (
    <>
      {there.length > 0 && (
        <div className="notice warning" role="status">
          <strong>
            {there.map((file) => `mappings/${file.name}.sql`).join(', ')}{' '}
            {there.length === 1 ? 'is' : 'are'} there already.
          </strong>
          <span>
            Saving writes over {there.length === 1 ? 'it' : 'them'} with what stands below.
          </span>
        </div>
      )}
      <Files drafts={drafts} change={setDrafts} title="SQL to read and correct" />
    </>
  );
}
