import { useLive } from '../live/hooks';
import { count } from '../format/format';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { address } from '../place/location';

/** So many are shown; the table page has all. */
const SHOWN = 50;

const LETTERS = `SELECT mapping, target, cause, content, updated_at, count(*) OVER () AS all_letters
FROM model.dead_letter ORDER BY updated_at DESC LIMIT ${SHOWN}`;

/** Rows that mappings cannot take or expectations hold back, with what is wrong with each. */
export function DeadLetters() {
  const { state, rows, problem } = useLive(LETTERS);
  const all = Number(rows[0]?.[5] ?? 0);
  return (
    <section className="card">
      <header>
        <h2>Dead letters</h2>
        {all > 0 && (
          <Link className="more" href="/tables/model.dead_letter">
            {all > SHOWN ? `all ${count(all)}` : 'as a table'}
          </Link>
        )}
      </header>
      {problem && <ProblemNote problem={problem} />}
      {state === 'loading' && <Bones lines={2} />}
      {state === 'ready' && rows.length === 0 && (
        <Empty title="No row waits here.">
          A row that a mapping cannot take, or an expectation holds back, comes here with its cause,
          and the mapping runs on.
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          <p className="mute letters-note">
            Mend the row in its source, or the mapping or expectation: it is tried again by itself,
            and leaves this list when it was taken.
          </p>
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Dead letters">
            <table className="plain-table letters">
              <thead>
                <tr>
                  <th scope="col">Mapping</th>
                  <th scope="col">For</th>
                  <th scope="col">What is wrong</th>
                  <th scope="col">Row</th>
                  <th scope="col">Since</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(([mapping, target, cause, content, since]) => (
                  <tr key={`${mapping} ${target} ${content}`}>
                    <th scope="row">
                      <Rejecter name={String(mapping)} />
                    </th>
                    <td>{String(target).replace('model.', '')}</td>
                    <td className="cause">{String(cause)}</td>
                    <td>
                      <Content json={String(content)} />
                    </td>
                    <td>
                      <Time value={since} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** The row's columns that are not empty, in short; all of it when opened. */
function Content({ json }: { json: string }) {
  const row = JSON.parse(json) as Record<string, string | null>;
  const filled = Object.entries(row).filter(
    ([name, value]) => value !== null && !name.startsWith('_'),
  );
  return (
    <details>
      <summary className="mono">
        {filled
          .slice(0, 3)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}
        {filled.length > 3 && ' …'}
      </summary>
      <dl className="letter">
        {filled.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What could not take a row: a mapping, or where devices send to, which has no page. */
function Rejecter({ name }: { name: string }) {
  return name.startsWith('POST ') ? (
    name
  ) : (
    <Link href={address('/mappings', { name })}>{name}</Link>
  );
}
