import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Download, Terminal, X } from 'lucide-react';
import { downloadAddress, get } from '../api/client';
import type { Table } from '../api/types';
import { counted, isNumberType, isTimeType, plain, readable } from '../format/format';
import { Bones, Empty, ErrorNote, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { address, here, navigate, useParam, usePlace, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { containing, identifier, RECENT, tableName } from '../sql/text';
import { ColumnMenu } from './ColumnMenu';
import { DataTable, type Sort, type TableColumn } from './DataTable';
import { FilterField } from './FilterField';
import { useWindow } from './rows';
import { useColumns, useSort } from './view';

/** Any table of the live store, whole and live. */
export function TablePage() {
  const { path } = usePlace();
  const name = decodeURIComponent(path.slice('/tables/'.length));
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 30_000,
  });
  const table = tables.data?.find((t) => t.name === name);
  if (tables.error) {
    return (
      <div className="page scroll">
        <ErrorNote error={tables.error} />
      </div>
    );
  }
  if (!tables.data) {
    return (
      <div className="page">
        <Bones lines={16} />
      </div>
    );
  }
  if (!table) {
    return (
      <div className="page scroll">
        <Empty title={`There is no table ${name}.`}>
          <Link href="/flow">See all tables in the flow</Link>
        </Empty>
      </div>
    );
  }
  return <Rows table={table} />;
}

function rowsSql(table: Table, where: string, text: string, sort: Sort | null) {
  const conditions: string[] = [];
  if (where) conditions.push(`(${where})`);
  else if (table.events) conditions.push(RECENT);
  if (text) {
    const all = table.columns.map((c) => identifier(c.name)).join(', ');
    conditions.push(`concat_ws(' ', ${all}) ILIKE ${containing(text)}`);
  }
  const from = `FROM ${tableName(table.name)}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
  const columns = [...new Set([...table.columns.map((c) => c.name), '_commit_time'])];
  const key = table.key.map(identifier).join(', ');
  const by =
    sort && columns.includes(sort.column) ? sort : { column: '_commit_time', descending: true };
  return {
    columns,
    count: `SELECT count(*) ${from}`,
    rows: `SELECT ${columns.map(identifier).join(', ')} ${from} ORDER BY ${identifier(by.column)} ${by.descending ? 'DESC' : 'ASC'} NULLS LAST${key ? `, ${key}` : ''}`,
  };
}

function Rows({ table }: { table: Table }) {
  const { params } = usePlace();
  const [where, setWhere] = useParam('where');
  const text = params.get('q') ?? '';
  const [sort, onSort] = useSort('-_commit_time');
  const sql = rowsSql(table, where, text, sort);
  const key = table.key.map((name) => sql.columns.indexOf(name));
  const { rows, show } = useWindow(sql.rows, sql.count, key.length > 0 ? key : [0]);
  const columns = useMemo<TableColumn[]>(() => {
    const types = new Map(table.columns.map((c) => [c.name, c.type]));
    return sql.columns.map((name, i) => columnOf(table, name, types.get(name) ?? 'TIMESTAMPTZ', i));
    // The list of columns follows from the table alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [table]);
  const { visible, shown, choose } = useColumns(columns, ['source_position', 'updated_at']);
  const open = params.get('row')?.split('/').slice(1).map(decodeURIComponent).join('\u0000');
  return (
    <div className="page list">
      <div className="toolbar">
        <FilterField label="Filter rows" placeholder="Any column" />
        {where && (
          <button
            type="button"
            className="button"
            onClick={() => setWhere(null)}
            aria-label="Take the condition off"
          >
            <code>{where}</code>
            <X size={13} aria-hidden="true" />
          </button>
        )}
        <div className="end">
          <span className="mute" role="status">
            {rows.count !== undefined && counted(rows.count, 'row')}
            {table.events && !where && ' of the last hour'}
          </span>
          <Link className="button wide" href={address('/sql', { q: sql.rows })}>
            <Terminal size={14} aria-hidden="true" />
            SQL
          </Link>
          <a
            className="button wide"
            href={downloadAddress(sql.rows, 'csv')}
            download={`${table.name}.csv`}
          >
            <Download size={14} aria-hidden="true" />
            CSV
          </a>
          <ColumnMenu columns={columns} shown={shown} choose={choose} />
        </div>
      </div>
      <DataTable
        key={sql.rows}
        label={table.name}
        columns={visible}
        rows={rows}
        show={show}
        sort={sort}
        onSort={onSort}
        openKey={open}
        onOpen={(row) =>
          navigate(
            withParams(here(), {
              // A unified row is its first row's, with more filled in.
              row: rowAddress(
                table.name.replace(/^unified\./, 'model.'),
                ...key.map((i) => row[i]),
              ),
            }),
          )
        }
        empty={<Empty title="No row fits.">{text && 'Take the filter off.'}</Empty>}
      />
    </div>
  );
}

function columnOf(table: Table, name: string, type: string, i: number): TableColumn {
  const inKey = table.key.includes(name);
  const number = isNumberType(type) && !inKey;
  return {
    id: name,
    title: name,
    width: Math.max(name === 'status' ? 124 : 90, Math.min(220, name.length * 8 + 30)),
    ...(number ? { align: 'right' as const } : {}),
    uses: [i],
    text: (row) => plain(row[i]),
    cell: (row) => {
      const value = row[i] ?? null;
      if (value === null) return <span className="mute">null</span>;
      if (name === 'status' && table.kind !== 'raw') return <Status code={value} />;
      if (isTimeType(type))
        return <Time value={value} as={name === '_commit_time' ? 'relative' : 'minute'} />;
      return inKey ? plain(value) : readable(value, type);
    },
    sortable: true,
    phone: onPhone(table, name),
  };
}

const LEAD = new Set(['source_system', 'source_key', 'source_position', 'updated_at']);

/** On a phone: what names the row, and its status. */
function onPhone(table: Table, name: string): boolean {
  const telling = table.columns.filter((c) => table.kind === 'raw' || !LEAD.has(c.name));
  return name === 'status' || telling.slice(0, 2).some((c) => c.name === name);
}
