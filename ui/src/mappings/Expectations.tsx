import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { ExpectationFindings, Expectations as All } from '../api/types';
import { count, plain, readable } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { address, here, withParams } from '../place/location';
import { rowAddress } from '../place/row';

const ORDER: ExpectationFindings['state'][] = ['failed', 'violated', 'pending', 'met'];

/** What the project expects of rows, and those that are not so. */
export function Expectations() {
  const all = useQuery({
    queryKey: ['expectations'],
    queryFn: ({ signal }) => get<All>('/api/expectations', signal),
    refetchInterval: 3000,
  });
  const list = all.data?.expectations ?? [];
  const met = list.filter((one) => one.state === 'met').length;
  // What needs somebody comes first.
  const sorted = list.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return (
    <section className="card">
      <header>
        <h2>Expectations</h2>
        {list.length > 0 && (
          <span className="more mute">
            {count(met)} of {count(list.length)} met
          </span>
        )}
      </header>
      {all.error && !all.data && <ErrorNote error={all.error} />}
      {!all.data && !all.error && <Bones lines={3} />}
      {all.data && list.length === 0 && (
        <Empty title="Nothing is expected of the model's rows yet.">
          Write quality/&lt;name&gt;.sql: a SELECT of the rows that are not as they should be, or a
          line such as “-- expect unique model.item (source_system, item_code)”.
        </Empty>
      )}
      <ul className="expectations">
        {sorted.map((one) => (
          <li key={`${one.file}:${one.line} ${one.text}`}>
            <Expectation findings={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Expectation({ findings }: { findings: ExpectationFindings }) {
  const { state, text, violations, file, line, held_back: heldBack } = findings;
  return (
    <details>
      <summary>
        <Status code={state} />
        <span className="what">{text}</span>
        <span className="rows">
          {[
            state === 'violated' && rowCount(violations),
            heldBack !== null && (heldBack === 0 ? 'holds back' : `${count(heldBack)} held back`),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </summary>
      <div className="open">
        {findings.error && <ProblemNote problem={findings.error} />}
        <div className="about">
          <span className="mute">
            {file}, line {line}
            {findings.violated_since && (
              <>
                {' · first violated '}
                <Time value={findings.violated_since} />
              </>
            )}
            {findings.checked_at && (
              <>
                {' · last looked at '}
                <Time value={findings.checked_at} />
              </>
            )}
          </span>
          <Link href={address('/sql', { q: findings.sql })}>query</Link>
        </div>
        {heldBack !== null && (
          <p className="mute">
            A row that is not so does not come into the model
            {heldBack === 0
              ? '.'
              : `: ${rowCount(heldBack)} ${heldBack === 1 ? 'waits' : 'wait'} among the dead letters.`}
          </p>
        )}
        {findings.rows.length > 0 && <Sample findings={findings} />}
      </div>
    </details>
  );
}

const rowCount = (rows: number) => `${count(rows)} row${rows === 1 ? '' : 's'}`;

function Sample({
  findings: { columns, rows, violations, text },
}: {
  findings: ExpectationFindings;
}) {
  const table = /^(?:not null|reference|range|check) (model\.\w+)/.exec(text)?.[1];
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [system, key] = [at('source_system'), at('source_key')];
  const linked = table !== undefined && system >= 0 && key >= 0;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Rows not as expected">
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((column, c) => (
                <td key={column.name}>
                  {linked && c === key ? (
                    <Link
                      href={withParams(here(), {
                        row: rowAddress(table, row[system], row[key]),
                      })}
                    >
                      {plain(row[c])}
                    </Link>
                  ) : (
                    readable(row[c], column.type)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {violations > rows.length && (
        <p className="mute">
          The first {count(rows.length)} of {count(violations)}.
        </p>
      )}
    </div>
  );
}
