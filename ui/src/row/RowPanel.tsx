import { useEffect, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { get } from '../api/client';
import type { Table, Value } from '../api/types';
import { plain } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, navigate, usePlace, withParams } from '../place/location';
import { pageAddress, parseRowAddress } from '../place/row';
import { identifier, literal, tableName } from '../sql/text';
import { Fields } from './Fields';
import { HistoryView } from './HistoryView';
import { Lineage } from './Lineage';
import { useNames } from './names';
import { MODEL_TABLES } from './relations';
import { RelatedRows } from './RelatedRows';
import { SourceRow } from './SourceRow';
import './row.css';

export interface RowInFocus {
  table: Table;
  /** The values of the key's columns, as text. */
  key: string[];
  row: Record<string, Value>;
}

const TABS = ['details', 'source', 'history', 'lineage'] as const;
type Tab = (typeof TABS)[number];
const TAB_NAMES: Record<Tab, string> = {
  details: 'Details',
  source: 'Source row',
  history: 'History',
  lineage: 'Lineage',
};

export function closeRow(): void {
  navigate(withParams(here(), { row: null, show: null }));
}

/** The panel on the right: whatever row the address names. */
export function RowPanel() {
  const { params } = usePlace();
  const text = params.get('row');
  const address = text ? parseRowAddress(text) : null;
  useEffect(() => {
    if (!text) return undefined;
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) closeRow();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [text]);
  if (!address) return null;
  return (
    <aside className="panel" aria-label="Row">
      <Content key={text} table={address.table} keyValues={address.key} />
    </aside>
  );
}

function Content({ table, keyValues }: { table: string; keyValues: string[] }) {
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const found = tables.data?.find((each) => each.name === table);
  if (tables.error) return <Shell title={table} body={<ErrorNote error={tables.error} />} />;
  if (!tables.data) return <Shell title={table} body={<Bones lines={10} />} />;
  if (!found) {
    return (
      <Shell
        title={table}
        body={
          <Empty title={`There is no table ${table}.`}>Its source may have been removed.</Empty>
        }
      />
    );
  }
  return <RowContent table={found} keyValues={keyValues} />;
}

export function rowSql(table: Table, key: readonly string[]): string {
  const where = table.key.map(
    (column, i) => `CAST(${identifier(column)} AS VARCHAR) = ${literal(key[i] ?? '')}`,
  );
  return `SELECT * FROM ${tableName(table.name)} WHERE ${where.join(' AND ') || 'false'} LIMIT 1`;
}

function RowContent({ table, keyValues }: { table: Table; keyValues: string[] }) {
  const answer = useLive(rowSql(table, keyValues));
  const { params } = usePlace();
  const tabs = TABS.filter((tab) => table.kind === 'model' || tab !== 'source');
  const wanted = params.get('show') as Tab | null;
  const tab = wanted && tabs.includes(wanted) ? wanted : 'details';
  const known = MODEL_TABLES[table.name];
  const values = answer.rows[0];
  const row =
    values && Object.fromEntries(answer.columns.map((c, i) => [c.name, values[i] ?? null]));
  const focus: RowInFocus | undefined = row && { table, key: keyValues, row };
  const names = useNames(focus);
  const title =
    known && row
      ? known.name.map((name) => names[name] ?? plain(row[name])).join(' · ')
      : keyValues.join(' ');
  const kind = known?.label ?? table.name;

  let body;
  if (answer.problem) body = <ProblemNote problem={answer.problem} />;
  else if (answer.state === 'loading') body = <Bones lines={12} />;
  else if (!focus) {
    body = (
      <Empty title="This row is not there any more.">
        It was deleted in its source. Its history below is in the lake.
      </Empty>
    );
  } else {
    body = {
      details: () => (
        <>
          <Fields focus={focus} columns={answer.columns} />
          {known?.related.map((related) => (
            <RelatedRows key={related.title} related={related} focus={focus} />
          ))}
        </>
      ),
      source: () => <SourceRow focus={focus} />,
      history: () => <HistoryView table={table} keyValues={keyValues} focus={focus} />,
      lineage: () => <Lineage focus={focus} />,
    }[tab]();
  }
  if (answer.state === 'ready' && !row) {
    body = (
      <>
        {body}
        <HistoryView table={table} keyValues={keyValues} />
      </>
    );
  }
  return (
    <Shell
      title={title}
      page={pageAddress(table.name, keyValues[0], keyValues[1])}
      kind={`${kind}${table.kind === 'model' ? ` · ${keyValues[0] ?? ''}` : ''}`}
      body={body}
    >
      <div className="segments" role="tablist" aria-label="About this row">
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={each === tab}
            onClick={() =>
              navigate(withParams(here(), { show: each === 'details' ? null : each }), 'replace')
            }
          >
            {TAB_NAMES[each]}
          </button>
        ))}
      </div>
    </Shell>
  );
}

function Shell({
  title,
  kind,
  body,
  page,
  children,
}: {
  title: string;
  kind?: string;
  body: React.ReactNode;
  /** The address of the page about the row, where there is one. */
  page?: string | null;
  children?: React.ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    heading.current?.focus({ preventScroll: true });
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  return (
    <>
      <header>
        <div className="panel-title">
          <span className="mute">{kind ?? '\u00a0'}</span>
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
        </div>
        {page && page !== here().path && (
          <Link className="button" href={page}>
            Open
          </Link>
        )}
        <button type="button" className="button quiet icon" aria-label="Close" onClick={closeRow}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {children && <div className="panel-tabs">{children}</div>}
      <div className="panel-body">{body}</div>
    </>
  );
}
