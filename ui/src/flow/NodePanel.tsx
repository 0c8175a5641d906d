import { useEffect, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { get } from '../api/client';
import type { FlowGraph, FlowNode, Mapping, Table } from '../api/types';
import { count, duration, plain, rate, readable } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote, Status, WarningNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { address, here, navigate, usePlace, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { Columns } from './Columns';
import { mappingPath } from '../row/origin';
import { RECENT, tableName } from '../sql/text';

const KINDS: Record<FlowNode['kind'], string> = {
  source: 'Source',
  raw: 'Raw table',
  mapping: 'Mapping',
  model: 'Model table',
  lake: 'Lake',
  live: 'Live store',
};

function close(): void {
  navigate(withParams(here(), { node: null, column: null, view: null }));
}

/** What a node of the river is, how it does, and what is in it. */
export function NodePanel({ id, graph }: { id: string; graph: FlowGraph }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { params } = usePlace();
  const covered = params.has('row');
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (covered) return undefined;
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [covered]);
  const node = graph.nodes.find((n) => n.id === id);
  return (
    <aside className="panel" aria-label="Part of the flow">
      <header>
        <div className="panel-title">
          <span className="mute">{node ? KINDS[node.kind] : '\u00a0'}</span>
          <h2 ref={heading} tabIndex={-1}>
            {node?.name ?? id}
          </h2>
        </div>
        <button type="button" className="button quiet icon" aria-label="Close" onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <div className="panel-body">
        {node ? (
          <About node={node} graph={graph} />
        ) : (
          <Empty title="This part of the flow is not there any more." />
        )}
      </div>
    </aside>
  );
}

function About({ node, graph }: { node: FlowNode; graph: FlowGraph }) {
  const name = (id: string) => graph.nodes.find((n) => n.id === id)?.name ?? id;
  const from = graph.edges.filter((e) => e.to === node.id);
  const to = graph.edges.filter((e) => e.from === node.id);
  const table = node.kind === 'raw' ? node.name : node.kind === 'model' ? modelName(node) : null;
  return (
    <>
      {node.error && <ProblemNote problem={node.error} />}
      {node.warning && <WarningNote source={node.name} text={node.warning} />}
      <dl className="fields">
        <Fact name="state">
          <Status code={node.state} />
        </Fact>
        <Fact name="rate">{rate(node.rate)}</Fact>
        <Fact name="lag">{duration(node.lag_ms)}</Fact>
        {node.rows != null && <Fact name="rows">{count(node.rows)}</Fact>}
        {node.detail && <Fact name="detail">{node.detail}</Fact>}
        {from.length > 0 && from.length <= 12 && (
          <Fact name="from">
            <Nodes ids={from.map((e) => e.from)} name={name} />
          </Fact>
        )}
        {to.length > 0 && to.length <= 12 && (
          <Fact name="to">
            <Nodes ids={to.map((e) => e.to)} name={name} />
          </Fact>
        )}
      </dl>
      {table && <TableViews table={table} kind={node.kind === 'raw' ? 'raw' : 'model'} />}
      {node.kind === 'mapping' && <MappingSql name={node.name} />}
      {(node.kind === 'source' || node.kind === 'lake') && (
        <p>
          {node.kind === 'lake' ? (
            <Link href="/lake">Tables of the lake</Link>
          ) : (
            <Link href="/sources">All sources</Link>
          )}
        </p>
      )}
    </>
  );
}

/** A table's rows, or the way of its columns. */
function TableViews({ table, kind }: { table: string; kind: 'raw' | 'model' }) {
  const { params } = usePlace();
  const columns = params.has('column') || params.get('view') === 'columns';
  const show = (view: string | null) =>
    navigate(withParams(here(), { view, column: null }), 'replace');
  return (
    <>
      <div className="segments" role="tablist" aria-label="About this table">
        <button type="button" role="tab" aria-selected={!columns} onClick={() => show(null)}>
          Rows
        </button>
        <button type="button" role="tab" aria-selected={columns} onClick={() => show('columns')}>
          Columns
        </button>
      </div>
      {columns ? <Columns table={table} kind={kind} /> : <LatestRows name={table} />}
    </>
  );
}

function modelName(node: FlowNode): string {
  return node.name.startsWith('model.') ? node.name : `model.${node.name}`;
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Nodes({ ids, name }: { ids: string[]; name: (id: string) => string }) {
  return ids.map((id, i) => (
    <span key={id}>
      {i > 0 && ', '}
      <Link href={withParams(here(), { node: id, column: null })}>{name(id)}</Link>
    </span>
  ));
}

function MappingSql({ name }: { name: string }) {
  const mapping = useQuery({
    queryKey: ['mapping', name],
    queryFn: ({ signal }) => get<Mapping>(mappingPath(name), signal),
    staleTime: 10_000,
  });
  if (mapping.error) return <ErrorNote error={mapping.error} />;
  if (!mapping.data) return <Bones lines={8} />;
  return (
    <section className="related">
      <h3>{mapping.data.file}</h3>
      <pre className="code" tabIndex={0} role="region" aria-label="SQL of the mapping">
        {mapping.data.sql}
      </pre>
    </section>
  );
}

/** The rows that changed last, live. */
function LatestRows({ name }: { name: string }) {
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const table = tables.data?.find((t) => t.name === name);
  if (tables.error) return <ErrorNote error={tables.error} />;
  if (!tables.data) return <Bones lines={6} />;
  if (!table) return <Empty title="The live store does not hold this table yet." />;
  return <Latest table={table} />;
}

function Latest({ table }: { table: Table }) {
  const answer = useLive(
    `SELECT * FROM ${tableName(table.name)} ${table.events ? `WHERE ${RECENT} ` : ''}ORDER BY _commit_time DESC LIMIT 15`,
  );
  const model = table.kind === 'model';
  const lead = new Set([
    'source_position',
    'updated_at',
    'source_system',
    '_position',
    '_commit_time',
  ]);
  const shown = answer.columns
    .map((c, i) => ({ ...c, i }))
    .filter((c) => !(model ? lead : new Set(['_position', '_commit_time'])).has(c.name))
    .slice(0, 6);
  const key = table.key.map((name) => answer.columns.findIndex((c) => c.name === name));
  return (
    <section className="related">
      <h3>
        {table.events ? 'Latest of the last hour' : 'Latest changes'} ·{' '}
        <Link href={`/tables/${encodeURIComponent(table.name)}`}>all {count(table.rows)} rows</Link>
        {' · '}
        <Link href={address('/sql', { q: `SELECT * FROM ${tableName(table.name)} LIMIT 1000` })}>
          query
        </Link>
      </h3>
      {answer.problem && <ProblemNote problem={answer.problem} />}
      <div className="related-scroll" tabIndex={0} role="region" aria-label="Latest changes">
        <table>
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column.name} scope="col">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row) => {
              const to = rowAddress(table.name, ...key.map((i) => row[i]));
              return (
                <tr key={to}>
                  {shown.map((column, i) => (
                    <td key={column.name} className="nowrap">
                      {i === 0 ? (
                        <Link href={withParams(here(), { row: to })}>{plain(row[column.i])}</Link>
                      ) : (
                        readable(row[column.i], column.type)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
