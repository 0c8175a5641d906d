import { useMemo, type ReactNode } from 'react';
import { cellToLatLng, getResolution } from 'h3-js';
import type { Problem, Value } from '../api/types';
import { absolute, count, plain, time } from '../format/format';
import { Time } from '../frame/Time';
import { DataTable, type TableColumn } from '../table/DataTable';
import type { Rows } from '../table/window';
import type { Cell, Contents, Sensor } from './changes';
import { Symbol } from './Symbol';
import { placeText, sensorText } from './view';
import { speedText, stateWord } from './words';

const S = { state: 0, sensor: 1, speed: 2, time: 3, source: 4, flags: 5 } as const;
const C = { cell: 0, place: 1, sensors: 2, late: 3, beyond: 4 } as const;

const number = (id: keyof typeof C, title: string, width: number): TableColumn => ({
  id,
  title,
  width,
  align: 'right',
  uses: [C[id]],
  text: (r) => count(r[C[id]]),
  cell: (r) => (Number(r[C[id]]) === 0 ? <span className="mute">0</span> : count(r[C[id]])),
  phone: true,
});

const SENSOR_COLUMNS: TableColumn[] = [
  {
    id: 'state',
    title: 'State',
    width: 110,
    uses: [S.state],
    text: (r) => plain(r[S.state]),
    cell: (r) => (
      <span className="status">
        <Symbol of={flagsOf(Number(r[S.flags]))} />
        {plain(r[S.state])}
      </span>
    ),
    phone: true,
  },
  {
    id: 'sensor',
    title: 'Sensor',
    width: 108,
    uses: [],
    text: (r) => plain(r[S.sensor]),
    cell: (r) => (
      <b className="strong" title={`of ${plain(r[S.source])}`}>
        {plain(r[S.sensor])}
      </b>
    ),
    phone: true,
  },
  {
    id: 'speed',
    title: 'Speed',
    width: 84,
    align: 'right',
    uses: [],
    text: (r) => plain(r[S.speed]),
    phone: true,
  },
  {
    id: 'time',
    title: 'Reported',
    width: 84,
    uses: [],
    text: (r) => {
      const at = time(r[S.time]);
      return at === null ? '' : absolute(at);
    },
    cell: (r) => <Time value={r[S.time]} />,
    phone: true,
  },
];

const CELL_COLUMNS: TableColumn[] = [
  {
    id: 'place',
    title: 'Cell around',
    width: 140,
    uses: [],
    text: (r) => plain(r[C.place]),
    phone: true,
  },
  number('sensors', 'Sensors', 76),
  number('late', 'Late', 56),
  number('beyond', 'Beyond limit', 96),
];

const MOVING = 1;
const LATE = 2;
const BEYOND_LIMIT = 4;

function flagsOf(flags: number) {
  return {
    moving: (flags & MOVING) !== 0,
    late: (flags & LATE) !== 0,
    beyondLimit: (flags & BEYOND_LIMIT) !== 0,
  };
}

/** Exceptions first, then by name. */
function sensorOrder(a: Sensor, b: Sensor): number {
  const rank = (s: Sensor) => (s.beyondLimit ? 0 : s.late ? 1 : 2);
  const names = a.sensor < b.sensor ? -1 : a.sensor > b.sensor ? 1 : 0;
  return rank(a) - rank(b) || names;
}

function cellOrder(a: Cell, b: Cell): number {
  const exceptions = (c: Cell) => c.late + c.beyondLimit;
  return exceptions(b) - exceptions(a) || b.sensors - a.sensors;
}

const rowOfSensor = new WeakMap<Sensor, Value[]>();
const rowOfCell = new WeakMap<Cell, Value[]>();

function sensorRow(sensor: Sensor): Value[] {
  const known = rowOfSensor.get(sensor);
  if (known) return known;
  const row: Value[] = [
    stateWord(sensor),
    sensor.sensor,
    speedText(sensor.speed),
    new Date(sensor.time).toISOString(),
    sensor.source,
    (sensor.moving ? MOVING : 0) |
      (sensor.late ? LATE : 0) |
      (sensor.beyondLimit ? BEYOND_LIMIT : 0),
  ];
  rowOfSensor.set(sensor, row);
  return row;
}

function cellRow(cell: Cell): Value[] {
  const known = rowOfCell.get(cell);
  if (known) return known;
  const [latitude, longitude] = cellToLatLng(cell.cell);
  const digits = getResolution(cell.cell) > 3 ? 2 : 1;
  const row: Value[] = [
    cell.cell,
    placeText(latitude, longitude, digits),
    cell.sensors,
    cell.late,
    cell.beyondLimit,
  ];
  rowOfCell.set(cell, row);
  return row;
}

function rowsOf(contents: Contents | undefined, problem: Problem | undefined): Rows {
  const rows =
    contents?.kind === 'cells'
      ? [...contents.cells.values()].sort(cellOrder).map(cellRow)
      : [...(contents?.sensors.values() ?? [])].sort(sensorOrder).map(sensorRow);
  return {
    count: contents ? rows.length : undefined,
    columns: [],
    at: (index) => rows[index],
    keyOf: (row) =>
      contents?.kind === 'cells'
        ? plain(row[C.cell])
        : sensorText(plain(row[S.source]), plain(row[S.sensor])),
    changedNow: () => undefined,
    version: 0,
    ...(problem ? { problem } : {}),
  };
}

/** What is in the window of the map as a list, for eyes that read and hands that type. */
export function MapList({
  contents,
  problem,
  open,
  onSensor,
  onCell,
  empty,
}: {
  contents: Contents | undefined;
  problem: Problem | undefined;
  open: string | undefined;
  onSensor: (source: string, sensor: string) => void;
  onCell: (cell: string) => void;
  empty: ReactNode;
}) {
  const rows = useMemo(() => rowsOf(contents, problem), [contents, problem]);
  const cells = contents?.kind === 'cells';
  return (
    <DataTable
      label={cells ? 'Cells in the window' : 'Sensors in the window'}
      columns={cells ? CELL_COLUMNS : SENSOR_COLUMNS}
      rows={rows}
      {...(open ? { openKey: open } : {})}
      onOpen={(row) =>
        cells ? onCell(plain(row[C.cell])) : onSensor(plain(row[S.source]), plain(row[S.sensor]))
      }
      empty={empty}
    />
  );
}
