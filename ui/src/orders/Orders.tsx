import { useMemo } from 'react';
import { Download, X } from 'lucide-react';
import { downloadAddress } from '../api/client';
import type { Value } from '../api/types';
import { absolute, counted, money, plain, time, words } from '../format/format';
import { Mark } from '../frame/Mark';
import { Empty, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { usePulse } from '../live/hooks';
import { here, navigate, useParam, usePlace, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { ColumnMenu } from '../table/ColumnMenu';
import { DataTable, type TableColumn } from '../table/DataTable';
import { FilterField } from '../table/FilterField';
import { useWindow } from '../table/rows';
import { useColumns, useSort } from '../table/view';
import {
  COLUMN as C,
  orderCount,
  orderRows,
  type OrderFilter,
  type Side,
  type View,
} from './query';

const when = (row: Value[], at: number) => {
  const value = time(row[at] ?? null);
  return value === null ? '' : absolute(value);
};

function columnsOf(side: Side): TableColumn[] {
  return [
    {
      id: 'number',
      title: 'Order',
      width: 110,
      uses: [C.number],
      text: (r) => plain(r[C.number]),
      cell: (r) => <b className="strong">{plain(r[C.number])}</b>,
      sortable: true,
      phone: true,
    },
    {
      id: 'party',
      title: side === 'sales' ? 'Customer' : 'Supplier',
      width: 220,
      uses: [C.party],
      text: (r) => plain(r[C.party]),
      sortable: true,
    },
    {
      id: 'status',
      title: 'Status',
      width: 126,
      uses: [C.status],
      text: (r) => words(r[C.status]),
      cell: (r) => <Status code={r[C.status]} />,
      sortable: true,
      phone: true,
    },
    {
      id: 'due',
      title: side === 'sales' ? 'Promised' : 'Expected',
      width: 144,
      uses: [C.due, C.late],
      text: (r) => when(r, C.due),
      cell: (r) => <Due row={r} />,
      sortable: true,
      phone: true,
    },
    {
      id: 'total',
      title: 'Value',
      width: 120,
      align: 'right',
      uses: [C.total, C.currency],
      text: (r) => money(r[C.total], r[C.currency]),
      sortable: true,
    },
    {
      id: 'ordered',
      title: 'Ordered',
      width: 150,
      uses: [C.ordered],
      text: (r) => when(r, C.ordered),
      cell: (r) => <Time value={r[C.ordered]} as="minute" />,
      sortable: true,
    },
    {
      id: 'site',
      title: 'Site',
      width: 150,
      uses: [C.site],
      text: (r) => plain(r[C.site]),
      sortable: true,
    },
    {
      id: 'system',
      title: 'ERP',
      width: 100,
      uses: [C.system],
      text: (r) => plain(r[C.system]),
      sortable: true,
    },
    {
      id: 'updated',
      title: 'Changed',
      width: 100,
      uses: [C.updated],
      text: (r) => when(r, C.updated),
      cell: (r) => <Time value={r[C.updated]} />,
      sortable: true,
    },
  ];
}

function Due({ row }: { row: Value[] }) {
  if (row[C.late] !== true) {
    const open = /^(open|allocated|partly_shipped|partly_received|draft)$/.test(
      plain(row[C.status]),
    );
    return <Time value={row[C.due]} as={open ? 'relative' : 'minute'} />;
  }
  return (
    <span className="status late">
      <Mark shape="warn" tone="bad" />
      <Time value={row[C.due]} as="due" />
    </span>
  );
}

const VIEWS: [View, string][] = [
  ['all', 'All'],
  ['open', 'Open'],
  ['late', 'Late'],
  ['done', 'Done'],
];

/** Every order of every ERP in one list. */
export function Orders() {
  const { params } = usePlace();
  const side: Side = params.get('side') === 'purchase' ? 'purchase' : 'sales';
  const view = (params.get('view') ?? 'all') as View;
  const text = params.get('q') ?? '';
  const system = params.get('erp') ?? '';
  const site = params.get('site') ?? '';
  const [sort, onSort] = useSort('-ordered');
  const filter: OrderFilter = { side, view, text, system, site };
  const rowsSql = orderRows(filter, sort);
  const { rows, show } = useWindow(rowsSql, orderCount(filter), [C.system, C.key]);
  const all = useMemo(() => columnsOf(side), [side]);
  const { visible, shown, choose } = useColumns(all, ['updated']);
  const table = `model.${side}_order`;
  const open = params.get('row')?.split('/').slice(1).map(decodeURIComponent).join('\u0000');
  return (
    <div className="page list">
      <div className="toolbar">
        <Choice
          label="Kind of order"
          param="side"
          value={side}
          options={[
            ['sales', 'Sales'],
            ['purchase', 'Purchase'],
          ]}
        />
        <Choice label="State" param="view" value={view} options={VIEWS} />
        <SystemChoice value={system} />
        <FilterField label="Filter orders" placeholder="Order or party" />
        {site && <SiteChip />}
        <div className="end">
          <span className="mute" role="status">
            {rows.count !== undefined && counted(rows.count, 'order')}
          </span>
          <a className="button wide" href={downloadAddress(rowsSql, 'csv')} download="orders.csv">
            <Download size={14} aria-hidden="true" />
            CSV
          </a>
          <ColumnMenu columns={all} shown={shown} choose={choose} />
        </div>
      </div>
      <DataTable
        key={`${side} ${view} ${text} ${system} ${site} ${sort.column} ${sort.descending}`}
        label={side === 'sales' ? 'Sales orders' : 'Purchase orders'}
        columns={visible}
        rows={rows}
        show={show}
        sort={sort}
        onSort={onSort}
        openKey={open}
        onOpen={(row) =>
          navigate(withParams(here(), { row: rowAddress(table, row[C.system], row[C.key]) }))
        }
        empty={
          <Empty title="No order fits.">
            {text
              ? 'Take the filter off, or try a part of the number.'
              : 'Orders appear here as soon as a source has some.'}
          </Empty>
        }
      />
    </div>
  );
}

export function Choice({
  label,
  param,
  value,
  options,
}: {
  label: string;
  param: string;
  value: string;
  options: readonly (readonly [string, string])[];
}) {
  const [, set] = useParam(param, options[0]?.[0]);
  return (
    <div className="segments" role="group" aria-label={label}>
      {options.map(([id, title]) => (
        <button key={id} type="button" aria-pressed={id === value} onClick={() => set(id)}>
          {title}
        </button>
      ))}
    </div>
  );
}

export function SystemChoice({ value }: { value: string }) {
  const { pulse } = usePulse();
  const [, set] = useParam('erp');
  const names = pulse?.sources.map((s) => s.name) ?? (value ? [value] : []);
  return (
    <select
      className="select"
      aria-label="ERP"
      value={value}
      onChange={(event) => set(event.target.value || null)}
    >
      <option value="">All ERPs</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Says that only one site is shown, and takes that off. */
export function SiteChip() {
  const [site, set] = useParam('site');
  return (
    <button
      type="button"
      className="button"
      onClick={() => set(null)}
      aria-label={`Show all sites, not only ${site}`}
    >
      Site {site}
      <X size={13} aria-hidden="true" />
    </button>
  );
}
