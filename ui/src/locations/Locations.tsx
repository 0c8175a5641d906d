import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { runSql } from '../api/client';
import type { Value } from '../api/types';
import {
  count,
  counted,
  distance,
  duration,
  isNumeric,
  NONE,
  plain,
  words,
} from '../format/format';
import { Empty } from '../frame/states';
import { useLive } from '../live/hooks';
import type { Snapshot } from '../live/hub';
import { parseSensor, sensorText } from '../map/view';
import { SystemChoice } from '../orders/Orders';
import { here, navigate, usePlace, withParams } from '../place/location';
import { ColumnMenu } from '../table/ColumnMenu';
import { DataTable, type Sort, type TableColumn } from '../table/DataTable';
import { FilterField } from '../table/FilterField';
import { ParamSelect } from '../table/ParamField';
import { useColumns, useSort } from '../table/view';
import type { Rows } from '../table/window';
import { PlacePane } from './PlacePane';
import { DWELL, MOST_PLACES, PLACE as P, placesSql, radiusOf } from './queries';
import './locations.css';

const KINDS: readonly (readonly [string, string])[] = [
  ['', 'Any kind'],
  ['plant', 'Plant'],
  ['warehouse', 'Warehouse'],
  ['store', 'Store'],
  ['terminal', 'Terminal'],
  ['zone', 'Zone'],
];
/** Dwell times are of a month: they need not be asked often. */
const DWELL_MILLIS = 60_000;

/** The border of a place in words. */
function borderWords(row: Value[]): string {
  if (row[P.polygon] === true) return 'polygon';
  const metres = isNumeric(row[P.radius]) ? Number(row[P.radius]) : radiusOf(plain(row[P.kind]));
  if (row[P.fence] === null || row[P.fence] === undefined) {
    if (row[P.kind] === 'zone' || row[P.latitude] === null) return 'none';
    return `circle, ${distance(metres / 1000)} by its kind`;
  }
  return `circle, ${distance(metres / 1000)}`;
}

const stay = (id: string, title: string, column: number): TableColumn => ({
  id,
  title,
  width: 100,
  align: 'right',
  uses: [column],
  text: (r) => (isNumeric(r[column]) ? duration(Number(r[column])) : NONE),
  sortable: true,
});

const amount = (id: string, title: string, width: number, column: number): TableColumn => ({
  id,
  title,
  width,
  align: 'right',
  uses: [column],
  text: (r) => count(r[column]),
  cell: (r) => (Number(r[column]) === 0 ? <span className="mute">0</span> : count(r[column])),
  sortable: true,
});

const COLUMNS: TableColumn[] = [
  {
    id: 'name',
    title: 'Place',
    width: 144,
    uses: [P.name],
    text: (r) => plain(r[P.name]),
    cell: (r) => <b className="strong">{plain(r[P.name])}</b>,
    sortable: true,
    phone: true,
  },
  {
    id: 'kind',
    title: 'Kind',
    width: 92,
    uses: [P.kind],
    text: (r) => words(r[P.kind]),
    sortable: true,
  },
  {
    id: 'border',
    title: 'Border',
    width: 164,
    uses: [P.fence, P.radius, P.polygon],
    text: borderWords,
    cell: (r) => <span className={r[P.fence] === null ? 'mute' : undefined}>{borderWords(r)}</span>,
    sortable: true,
  },
  { ...amount('present', 'Here now', 84, P.present), phone: true },
  amount('visits', 'Visits, 30 d', 92, P.visits),
  { ...stay('median', 'Median stay', P.median), phone: true },
  stay('p90', 'p90 stay', P.p90),
  {
    id: 'city',
    title: 'City',
    width: 120,
    uses: [P.city, P.country],
    text: (r) => [plain(r[P.city]), plain(r[P.country])].filter(Boolean).join(', '),
    sortable: true,
  },
  {
    id: 'system',
    title: 'ERP',
    width: 96,
    uses: [P.system],
    text: (r) => plain(r[P.system]),
    sortable: true,
  },
];

const placeKey = (row: Value[]) => sensorText(plain(row[P.system]), plain(row[P.key]));

/** Numbers by size, texts by the alphabet, what is not known last. */
function compare(column: TableColumn | undefined, a: Value[], b: Value[]): number {
  const [use = 0] = column?.uses ?? [];
  const [one, other] =
    column?.id === 'border' ? [borderWords(a), borderWords(b)] : [a[use] ?? null, b[use] ?? null];
  if (isNumeric(one) && isNumeric(other)) return Number(one) - Number(other);
  return plain(one).localeCompare(plain(other));
}

function rowsOf(answer: Snapshot, stays: readonly Value[][], sort: Sort): Rows {
  const byPlace = new Map(
    stays.map((stayed) => [sensorText(plain(stayed[0]), plain(stayed[1])), stayed.slice(2)]),
  );
  const none: Value[] = [0, null, null];
  const column = COLUMNS.find((each) => each.id === sort.column);
  const [use = 0] = column?.uses ?? [];
  const rows = answer.rows.map((row) => [...row, ...(byPlace.get(placeKey(row)) ?? none)]);
  rows.sort((a, b) => {
    const unknown = Number((a[use] ?? null) === null) - Number((b[use] ?? null) === null);
    return unknown || (sort.descending ? compare(column, b, a) : compare(column, a, b));
  });
  return {
    count: answer.state === 'loading' ? undefined : rows.length,
    columns: [],
    at: (index) => rows[index],
    keyOf: placeKey,
    changedNow: () => undefined,
    version: 0,
    ...(answer.problem ? { problem: answer.problem } : {}),
  };
}

/** Every place: its border, what is there now, and how long things stay. */
export function Locations() {
  const { params } = usePlace();
  const filter = {
    text: params.get('q') ?? '',
    system: params.get('erp') ?? '',
    kind: params.get('kind') ?? '',
  };
  const [sort, onSort] = useSort('name');
  const answer = useLive(placesSql(filter));
  const dwell = useQuery({
    queryKey: ['dwell'],
    queryFn: ({ signal }) => runSql(DWELL, { limit: 100_000, signal }),
    refetchInterval: DWELL_MILLIS,
  });
  const stays = dwell.data?.rows;
  const { column, descending } = { column: sort.column, descending: sort.descending };
  const rows = useMemo(
    () => rowsOf(answer, stays ?? [], { column, descending }),
    [answer, stays, column, descending],
  );
  const { visible, shown, choose } = useColumns(COLUMNS, ['city', 'system']);
  const wanted = params.get('place');
  const place = parseSensor(wanted);
  return (
    <div className="page locations-page">
      <div className="toolbar">
        <FilterField label="Filter places" placeholder="Place or city" />
        <ParamSelect param="kind" label="Kind of place" value={filter.kind} options={KINDS} />
        <SystemChoice value={filter.system} />
        <div className="end">
          <span className="mute" role="status">
            {rows.count !== undefined &&
              (rows.count === MOST_PLACES
                ? `the first ${count(MOST_PLACES)} places`
                : counted(rows.count, 'place'))}
          </span>
          <ColumnMenu columns={COLUMNS} shown={shown} choose={choose} />
        </div>
      </div>
      <div className="locations-parts">
        <DataTable
          key={`${filter.text} ${filter.system} ${filter.kind}`}
          label="Places"
          columns={visible}
          rows={rows}
          sort={sort}
          onSort={onSort}
          {...(wanted ? { openKey: wanted } : {})}
          onOpen={(row) => navigate(withParams(here(), { place: placeKey(row) }))}
          empty={
            <Empty title="No place fits.">
              {params.size > 0
                ? 'Take a filter off.'
                : 'Places appear here as soon as a mapping writes model.location.'}
            </Empty>
          }
        />
        <PlacePane
          key={wanted}
          system={place?.source ?? ''}
          place={place?.sensor ?? ''}
          rows={answer.rows}
        />
      </div>
    </div>
  );
}
