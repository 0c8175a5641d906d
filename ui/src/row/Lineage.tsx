import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { FlowGraph } from '../api/types';
import { plain, readable } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote } from '../frame/states';
import { Link } from '../place/Link';
import { address } from '../place/location';
import { useOrigins } from './origin';
import type { RowInFocus } from './RowPanel';

/** The mapping that wrote the row, from its source to here. */
export function Lineage({ focus }: { focus: RowInFocus }) {
  return focus.table.kind === 'model' ? <WrittenBy focus={focus} /> : <ReadBy focus={focus} />;
}

function WrittenBy({ focus }: { focus: RowInFocus }) {
  const { origins, error, loading } = useOrigins(focus.table.name, focus.key[0]);
  if (error) return <ErrorNote error={error} />;
  if (loading) return <Bones lines={8} />;
  if (origins.length === 0) {
    return (
      <Empty title={`No mapping writes ${focus.table.name} for ${plain(focus.key[0] ?? '')}.`}>
        The mapping that did may have been removed; the row stays until its source deletes it.
      </Empty>
    );
  }
  return (
    <>
      <dl className="fields">
        <div>
          <dt>source position</dt>
          <dd>
            <code>{plain(focus.row['source_position'])}</code>
          </dd>
        </div>
        <div>
          <dt>updated at</dt>
          <dd>{readable(focus.row['updated_at'], 'TIMESTAMPTZ')}</dd>
        </div>
      </dl>
      {origins.map((origin) => (
        <section key={origin.statement + origin.table} className="related">
          <h3>
            {origin.table} → {focus.table.name}
          </h3>
          <p className="mute">
            <Link href={address('/flow', { node: `mapping:${origin.mapping.name}` })}>
              {origin.mapping.file}
            </Link>
          </p>
          {origin.mapping.error && <ProblemNote problem={origin.mapping.error} />}
          <pre className="code" tabIndex={0} role="region" aria-label="Mapping">
            {origin.statement}
          </pre>
        </section>
      ))}
    </>
  );
}

function ReadBy({ focus }: { focus: RowInFocus }) {
  const flow = useQuery({
    queryKey: ['flow'],
    queryFn: ({ signal }) => get<FlowGraph>('/api/flow', signal),
  });
  if (flow.error) return <ErrorNote error={flow.error} />;
  if (!flow.data) return <Bones lines={4} />;
  const readers = flow.data.edges
    .filter((e) => e.from === `raw:${focus.table.name}` && e.to.startsWith('mapping:'))
    .map((e) => e.to);
  if (readers.length === 0) {
    return (
      <Empty title="No mapping reads this table.">
        It is kept in the lake and the live store as it is.
      </Empty>
    );
  }
  return (
    <section className="related">
      <h3>Read by</h3>
      <ul>
        {readers.map((id) => (
          <li key={id}>
            <Link href={address('/flow', { node: id })}>{id.slice('mapping:'.length)}</Link>
            <span className="mute">
              {' → '}
              {flow.data.edges
                .filter((e) => e.from === id)
                .map((e) => e.to.replace('model:', 'model.'))
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
