import { Download } from 'lucide-react';
import { downloadAddress } from '../api/client';
import type { Value } from '../api/types';
import {
  absolute,
  counted,
  count,
  day,
  distance,
  money,
  NONE,
  plain,
  shortMoney,
  span,
  time,
  words,
} from '../format/format';
import { Mark } from '../frame/Mark';
import { Empty, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { useNow } from '../live/hooks';
import { MODES } from '../map/words';
import { Choice, SystemChoice } from '../orders/Orders';
import { navigate, usePlace } from '../place/location';
import { pageAddress } from '../place/row';
import { ColumnMenu } from '../table/ColumnMenu';
import { DataTable, type TableColumn } from '../table/DataTable';
import { FilterField } from '../table/FilterField';
import { ParamField, ParamSelect } from '../table/ParamField';
import { useWindow } from '../table/rows';
import { useColumns, usePhone, useSort } from '../table/view';
import {
  COLUMN as C,
  shipmentCount,
  shipmentRows,
  withEvents,
  type ShipmentFilter,
  type View,
} from './query';
import { behind, GRACE_MILLIS, standing, why } from './why';
import './shipments.css';

const VIEWS: [View, string][] = [
  ['open', 'Open'],
  ['astray', 'Late or at risk'],
  ['done', 'Done'],
  ['all', 'All'],
];
const OPEN = ['planned', 'picked', 'in_transit', 'under_way'];
const DONE = ['arrived', 'delivered', 'cancelled'];
const STATES: Record<View, string[]> = {
  open: OPEN,
  astray: OPEN,
  done: DONE,
  all: [...OPEN, ...DONE],
};

/** Those that the view has, and the one that is chosen. */
function stateOptions(view: View, chosen: string): (readonly [string, string])[] {
  const states = new Set(STATES[view] ?? OPEN);
  if (chosen) states.add(chosen);
  return [['', 'Any status'], ...[...states].map((state) => [state, words(state)] as const)];
}

const DIRECTIONS: readonly (readonly [string, string])[] = [
  ['', 'Any direction'],
  ['outbound', 'Outbound'],
  ['inbound', 'Inbound'],
  ['transfer', 'Transfer'],
];

const at = (row: Value[], column: number) => {
  const value = time(row[column]);
  return value === null ? '' : absolute(value);
};

const named = (id: string, title: string, width: number, column: number): TableColumn => ({
  id,
  title,
  width,
  uses: [column],
  text: (r) => words(r[column]),
  sortable: true,
});

const COLUMNS: TableColumn[] = [
  {
    id: 'number',
    title: 'Shipment',
    width: 96,
    uses: [C.number],
    text: (r) => plain(r[C.number]),
    cell: (r) => <b className="strong">{plain(r[C.number])}</b>,
    sortable: true,
    phone: true,
  },
  {
    id: 'state',
    title: 'Status',
    width: 100,
    uses: [C.state],
    text: (r) => words(r[C.state]),
    cell: (r) => <Status code={r[C.state]} />,
    sortable: true,
  },
  {
    id: 'risk',
    title: 'Late or at risk, and why',
    width: 240,
    uses: [C.astray, C.silentSince, C.beyondLimit, C.trouble, C.eventKind],
    text: (r) => why(standing(r), Date.now()),
    cell: (r) => <Why row={r} />,
    sortable: true,
    phone: true,
  },
  {
    id: 'value',
    title: 'Value',
    width: 74,
    align: 'right',
    uses: [C.value, C.currency],
    text: (r) => money(r[C.value], r[C.currency]),
    cell: (r) => (
      <span title={money(r[C.value], r[C.currency])}>{shortMoney(r[C.value], r[C.currency])}</span>
    ),
    sortable: true,
  },
  {
    id: 'arrival',
    title: 'Arrives',
    width: 188,
    uses: [C.estimated, C.earliest, C.latest, C.arrived],
    text: (r) => at(r, C.arrived) || at(r, C.estimated),
    cell: (r) => <Arrival row={r} />,
    sortable: true,
    phone: true,
  },
  {
    id: 'plannedArrival',
    title: 'Planned',
    width: 112,
    uses: [C.plannedArrival],
    text: (r) => at(r, C.plannedArrival),
    cell: (r) => <Time value={r[C.plannedArrival]} as="day" />,
    sortable: true,
  },
  {
    id: 'departure',
    title: 'Left',
    width: 140,
    uses: [C.departed, C.plannedDeparture],
    text: (r) => at(r, C.departed),
    cell: (r) => <Departure row={r} />,
    sortable: true,
  },
  {
    id: 'toGo',
    title: 'To go',
    width: 84,
    align: 'right',
    uses: [C.toGo],
    text: (r) => distance(r[C.toGo]),
    sortable: true,
  },
  named('party', 'Customer or supplier', 130, C.party),
  named('carrier', 'Carrier', 80, C.carrier),
  named('mode', 'Mode', 60, C.mode),
  {
    id: 'route',
    title: 'From and to',
    width: 220,
    uses: [C.from, C.to],
    text: (r) => `${plain(r[C.from]) || NONE} → ${plain(r[C.to]) || NONE}`,
  },
  named('direction', 'Direction', 90, C.direction),
  named('system', 'ERP', 100, C.system),
  {
    id: 'updated',
    title: 'Changed',
    width: 100,
    uses: [C.updated],
    text: (r) => at(r, C.updated),
    cell: (r) => <Time value={r[C.updated]} />,
    sortable: true,
  },
];

/** The same for the width of a phone: the status stands where nothing is wrong. */
const NARROW: TableColumn[] = COLUMNS.map((column) => {
  switch (column.id) {
    case 'number':
      return { ...column, width: 88 };
    case 'risk':
      return {
        ...column,
        title: 'Status',
        width: 170,
        cell: (r) => (r[C.astray] === true ? <Why row={r} /> : <Status code={r[C.state]} />),
      };
    case 'arrival':
      return {
        ...column,
        width: 122,
        cell: (r) => <Time value={r[C.arrived] ?? r[C.estimated]} as="day" />,
      };
    default:
      return column;
  }
});

/** What is wrong, marked as such; else that nothing is known to be. */
export function Why({ row }: { row: Value[] }) {
  const now = useNow();
  const text = why(standing(row), now);
  if (!text) return <span className="mute">{row[C.estimated] === null ? NONE : 'on plan'}</span>;
  if (row[C.astray] !== true) return <span className="mute">{text}</span>;
  return (
    <span className="status late why" title={text}>
      <Mark shape="warn" tone="bad" />
      <span>{text}</span>
    </span>
  );
}

/** When it has arrived or will, with the interval in which eight of ten like it do. */
function Arrival({ row }: { row: Value[] }) {
  const now = useNow();
  const s = standing(row);
  const late = (behind(s, now) ?? 0) > GRACE_MILLIS;
  if (s.arrived !== null) return <Time value={row[C.arrived]} as="day" />;
  if (s.estimated === null) return <span className="mute">{NONE}</span>;
  const [earliest, latest] = [time(row[C.earliest]), time(row[C.latest])];
  return (
    <span className={late && row[C.astray] === true ? 'late' : undefined}>
      <Time value={row[C.estimated]} as="day" />
      {earliest !== null && latest !== null && (
        <span className="mute"> {span(earliest, latest)}</span>
      )}
    </span>
  );
}

function Departure({ row }: { row: Value[] }) {
  if (row[C.departed] !== null) return <Time value={row[C.departed]} as="day" />;
  const planned = time(row[C.plannedDeparture]);
  if (planned === null) return <span className="mute">{NONE}</span>;
  return (
    <span className="mute" title={absolute(planned)}>
      plan {day(planned)}
    </span>
  );
}

/** Every shipment of every ERP: first what is late or at risk, by its value. */
export function Shipments() {
  const { params } = usePlace();
  const text = (name: string) => params.get(name) ?? '';
  const filter: ShipmentFilter = {
    view: (params.get('view') ?? 'open') as View,
    text: text('q'),
    system: text('erp'),
    status: text('status'),
    direction: text('direction'),
    carrier: text('carrier'),
    mode: text('mode'),
  };
  const [sort, onSort] = useSort('-risk');
  const rowsSql = shipmentRows(filter, sort);
  const { rows, show } = useWindow(rowsSql, shipmentCount(filter), [C.system, C.key], withEvents);
  const { visible, shown, choose } = useColumns(usePhone() ? NARROW : COLUMNS, [
    'route',
    'direction',
    'system',
    'updated',
  ]);
  const astray = Number(rows.totals?.[1] ?? 0);
  return (
    <div className="page list">
      <div className="toolbar">
        <Choice label="Which shipments" param="view" value={filter.view} options={VIEWS} />
        <ParamSelect
          param="status"
          label="Status"
          value={filter.status}
          options={stateOptions(filter.view, filter.status)}
        />
        <ParamSelect
          param="direction"
          label="Direction"
          value={filter.direction}
          options={DIRECTIONS}
        />
        <ParamSelect param="mode" label="Mode of transport" value={filter.mode} options={MODES} />
        <SystemChoice value={filter.system} />
        <ParamField param="carrier" label="Carrier" value={filter.carrier} />
        <FilterField label="Filter shipments" placeholder="Shipment, party or place" />
        <div className="end">
          <span className="mute" role="status">
            {rows.count !== undefined && counted(rows.count, 'shipment')}
            {rows.count !== undefined && astray > 0 && `, ${count(astray)} late or at risk`}
          </span>
          <a
            className="button wide"
            href={downloadAddress(withEvents(rowsSql), 'csv')}
            download="shipments.csv"
          >
            <Download size={14} aria-hidden="true" />
            CSV
          </a>
          <ColumnMenu columns={COLUMNS} shown={shown} choose={choose} />
        </div>
      </div>
      <DataTable
        key={rowsSql}
        label="Shipments"
        columns={visible}
        rows={rows}
        show={show}
        sort={sort}
        onSort={onSort}
        onOpen={(row) => {
          const to = pageAddress('model.shipment', row[C.system], row[C.key]);
          if (to) navigate(to);
        }}
        empty={
          <Empty title="No shipment fits.">
            {params.size > 0
              ? 'Take a filter off, or look at all of them.'
              : 'Shipments appear here as soon as a source has some that have not arrived.'}
          </Empty>
        }
      />
    </div>
  );
}
