import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { MappingList, MappingSummary } from '../api/types';
import { Bones, Empty, ErrorNote, ProblemNote, Status } from '../frame/states';
import { Link } from '../place/Link';
import { address, usePlace } from '../place/location';
import { EditMapping } from './EditMapping';
import { DeadLetters } from './DeadLetters';
import { Expectations } from './Expectations';
import { Suggest } from './Suggest';
import './mappings.css';

/** How the sources become the model: the mappings, and the way to new ones. */
export function Mappings() {
  const { params } = usePlace();
  const name = params.get('name');
  const source = params.get('suggest');
  if (name) return <EditMapping key={name} name={name} />;
  if (source) return <Suggest key={source} source={source} />;
  return <All />;
}

function All() {
  const list = useQuery({
    queryKey: ['mappings'],
    queryFn: ({ signal }) => get<MappingList>('/api/mappings', signal),
    refetchInterval: 3000,
  });
  return (
    <div className="page scroll mappings">
      {list.error && !list.data && <ErrorNote error={list.error} />}
      <Sources list={list.data} />
      {/* How high the sources are is known with the list alone: what is below waits for it. */}
      {list.data && (
        <section className="card">
          <header>
            <h2>Mappings</h2>
          </header>
          {list.data.mappings.length === 0 && (
            <Empty title="Nothing is mapped yet.">
              Suggest a mapping of a source above, or write
              mappings/&lt;source&gt;/&lt;name&gt;.sql.
            </Empty>
          )}
          {list.data.mappings.length > 0 && <Files mappings={list.data.mappings} />}
        </section>
      )}
      {list.data && <DeadLetters />}
      {list.data && <Expectations />}
    </div>
  );
}

function Sources({ list }: { list: MappingList | undefined }) {
  return (
    <section className="card">
      <header>
        <h2>Map a source</h2>
      </header>
      {!list && <Bones lines={2} />}
      {list?.sources.length === 0 && (
        <Empty title="No source is configured.">Add a file to sources/ and restart.</Empty>
      )}
      {list && list.sources.length > 0 && (
        <ul className="map-sources">
          {list.sources.map((source) => {
            const mapped = list.mappings.filter((mapping) =>
              mapping.reads.some((table) => table.startsWith(`${source.name}.`)),
            ).length;
            return (
              <li key={source.name}>
                <span className="strong">{source.name}</span>
                <span className="mute">{source.connector}</span>
                <span className="mute">
                  {mapped === 0 ? 'not mapped' : `${mapped} mapping${mapped === 1 ? '' : 's'}`}
                </span>
                <Link
                  className={mapped === 0 ? 'button primary' : 'button'}
                  href={address('/mappings', { suggest: source.name })}
                >
                  Suggest a mapping
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function Files({ mappings }: { mappings: MappingSummary[] }) {
  // What needs somebody comes first.
  const sorted = mappings.toSorted(
    (a, b) =>
      Number(b.state === 'failed') - Number(a.state === 'failed') || a.name.localeCompare(b.name),
  );
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Mappings">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Mapping</th>
            <th scope="col">State</th>
            <th scope="col">Writes</th>
            <th scope="col">Reads</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((mapping) => (
            <tr key={mapping.name}>
              <th scope="row">
                <Link href={address('/mappings', { name: mapping.name })}>{mapping.name}</Link>
              </th>
              <td>
                <State mapping={mapping} />
              </td>
              <td>{mapping.writes.map((table) => table.replace('model.', '')).join(', ')}</td>
              <td className="mute">{mapping.reads.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ mapping }: { mapping: MappingSummary }) {
  return (
    <>
      <Status code={mapping.state} />
      {mapping.state === 'changed' && (
        <span className="mute">
          {' '}
          by another program; runs when saved here, or from the next start
        </span>
      )}
      {mapping.state === 'not_started' && (
        <span className="mute"> runs when saved here, or from the next start</span>
      )}
      {mapping.replayed !== null && (
        <span
          className="mute"
          title="Its rows are made anew beside those it has, and take their place at once."
        >
          {' '}
          replaying {Math.floor(100 * mapping.replayed)} %
        </span>
      )}
      {mapping.error && <ProblemNote problem={mapping.error} />}
    </>
  );
}
