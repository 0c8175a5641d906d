import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { get } from '../api/client';
import type { Lineage, LineageOrigin, Table } from '../api/types';
import { Bones, Empty, ErrorNote } from '../frame/states';
import { Link } from '../place/Link';
import { here, usePlace, withParams } from '../place/location';
import {
  decidesAbout,
  distinct,
  goesInto,
  madeOf,
  rowsOf,
  shortOrigin,
  WAYS,
  type Decided,
  type Fed,
  type Made,
} from './lineage';
import { shownBy } from './readers';

export function useLineage(wanted = true) {
  return useQuery({
    enabled: wanted,
    queryKey: ['lineage'],
    queryFn: ({ signal }) => get<Lineage>('/api/lineage', signal),
    staleTime: 10_000,
  });
}

/** Where each column of a table comes from, or what it goes into; one of them may be open. */
export function Columns({ table, kind }: { table: string; kind: 'raw' | 'model' }) {
  const lineage = useLineage();
  if (lineage.error) return <ErrorNote error={lineage.error} />;
  if (!lineage.data) return <Bones lines={6} />;
  return (
    <section className="related">
      {kind === 'model' ? (
        <ModelColumns table={table} lineage={lineage.data} />
      ) : (
        <RawColumns table={table} lineage={lineage.data} />
      )}
    </section>
  );
}

function ModelColumns({ table, lineage }: { table: string; lineage: Lineage }) {
  const columns = madeOf(lineage, table);
  if (columns.size === 0) {
    return (
      <Empty title="No mapping that has been planned writes this table.">
        Once one does, this shows which columns of the sources it is made of.
      </Empty>
    );
  }
  const pages = shownBy(table, null);
  return (
    <>
      <ul className="way-list">
        {[...columns].map(([name, made]) => (
          <ColumnItem key={name} name={name} summary={origins(made)}>
            {made.map((one) => (
              <MadeBy key={one.mapping + String(one.line)} made={one} />
            ))}
            <Shown pages={shownBy(table, name)} />
          </ColumnItem>
        ))}
      </ul>
      {[...rowsOf(lineage, table)].map(([mapping, rows]) => (
        <p key={mapping} className="way-rows">
          <span className="mute">Rows of {mapping}: </span>
          <Origins origins={rows} />
        </p>
      ))}
      <Shown pages={pages} />
    </>
  );
}

function RawColumns({ table, lineage }: { table: string; lineage: Lineage }) {
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const fed = goesInto(lineage, table);
  const decided = decidesAbout(lineage, table);
  const own = tables.data?.find((t) => t.name === table)?.columns.map((c) => c.name) ?? [];
  const names = distinct([...own, ...fed.keys(), ...decided.keys()]);
  return (
    <ul className="way-list">
      {names.map((name) => {
        const into = fed.get(name) ?? [];
        const about = decided.get(name) ?? [];
        return (
          <ColumnItem key={name} name={name} summary={targets(into, about)}>
            {into.map((one) => (
              <Into key={`${one.mapping} ${one.table} ${one.column}`} fed={one} />
            ))}
            {about.map((one) => (
              <About key={`${one.mapping} ${one.table}`} decided={one} />
            ))}
          </ColumnItem>
        );
      })}
    </ul>
  );
}

function origins(made: Made[]): string {
  const names = distinct(made.flatMap((one) => one.origins.map(shortOrigin)));
  return names.length > 0
    ? names.join(', ')
    : distinct(made.map((one) => one.expression)).join(', ');
}

function targets(into: Fed[], about: Decided[]): string {
  const names = into.map((one) => `${one.table.replace('model.', '')}.${one.column}`);
  const rows = about.map((one) => `rows of ${one.table.replace('model.', '')}`);
  return distinct([...names, ...rows]).join(', ') || 'no mapping reads it';
}

function ColumnItem({
  name,
  summary,
  children,
}: {
  name: string;
  summary: string;
  children: React.ReactNode;
}) {
  const { params } = usePlace();
  const open = params.get('column') === name;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <Link
        className="way-column"
        href={withParams(here(), { column: open ? null : name, view: 'columns' })}
        aria-expanded={open}
        role="button"
      >
        <Icon size={13} aria-hidden="true" />
        <code>{name}</code>
        <span className="mute">{summary}</span>
      </Link>
      {open && <div className="way-open">{children}</div>}
    </li>
  );
}

function MadeBy({ made }: { made: Made }) {
  return (
    <div>
      <p>
        <Link href={withParams(here(), { node: `mapping:${made.mapping}`, column: null })}>
          {made.file}
        </Link>
        <span className="mute">, line {made.line}</span>
      </p>
      <code className="way-expression">{made.expression}</code>
      {made.origins.length > 0 ? (
        <Origins origins={made.origins} />
      ) : (
        <span className="mute">a constant</span>
      )}
    </div>
  );
}

function Origins({ origins: all }: { origins: LineageOrigin[] }) {
  const ways = new Map<string, { origin: LineageOrigin; words: string[] }>();
  for (const origin of all) {
    const key = `${origin.table}.${origin.column}`;
    const known = ways.get(key) ?? { origin, words: [] };
    known.words = distinct([...known.words, WAYS[origin.way]]);
    ways.set(key, known);
  }
  return (
    <span className="way-origins">
      {[...ways].map(([key, { origin, words }]) => (
        <span key={key}>
          <span className="mute">{words.join(', ')}</span>{' '}
          <Link
            title={key}
            href={withParams(here(), { node: `raw:${origin.table}`, column: origin.column })}
          >
            {shortOrigin(origin)}
          </Link>
        </span>
      ))}
    </span>
  );
}

function Into({ fed }: { fed: Fed }) {
  return (
    <div>
      <p>
        <span className="mute">{distinct(fed.ways.map((way) => WAYS[way])).join(', ')} in </span>
        <Link href={withParams(here(), { node: fed.table.replace('.', ':'), column: fed.column })}>
          {fed.table}.{fed.column}
        </Link>
      </p>
      <code className="way-expression">{fed.expression}</code>
      <Shown pages={shownBy(fed.table, fed.column)} />
    </div>
  );
}

function About({ decided }: { decided: Decided }) {
  return (
    <p>
      <span className="mute">
        {distinct(decided.ways.map((way) => WAYS[way].replace(/ by$/, ''))).join(', ')}: decides
        which rows there are in{' '}
      </span>
      <Link href={withParams(here(), { node: decided.table.replace('.', ':'), column: null })}>
        {decided.table}
      </Link>
    </p>
  );
}

function Shown({ pages }: { pages: { title: string; path: string }[] }) {
  if (pages.length === 0) return null;
  return (
    <p className="way-shown">
      <span className="mute">Shown by </span>
      {pages.map((page, i) => (
        <span key={page.path}>
          {i > 0 && ', '}
          <Link href={page.path}>{page.title}</Link>
        </span>
      ))}
    </p>
  );
}
