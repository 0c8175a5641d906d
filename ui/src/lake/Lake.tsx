import { useMemo, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ApiError, get } from '../api/client';
import type { Lake as LakeState, UpkeepRun, Value } from '../api/types';
import {
  absolute,
  bytes,
  count,
  counted,
  duration,
  isNumeric,
  NONE,
  plain,
  share,
  short,
  time,
} from '../format/format';
import { Mark } from '../frame/Mark';
import { Empty, ErrorNote, ProblemNote, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { navigate, usePlace } from '../place/location';
import { ColumnMenu } from '../table/ColumnMenu';
import { DataTable, type TableColumn } from '../table/DataTable';
import { FilterField } from '../table/FilterField';
import { useColumns, usePhone, useSort } from '../table/view';
import { COLUMN as C, rowsOf, shown, totals, troubles, type Trouble } from './tables';
import { UpkeepNews, useUpkeep } from './Upkeep';
import './lake.css';

const figure = (id: keyof typeof C, title: string, width: number): TableColumn => ({
  id,
  title,
  width,
  align: 'right',
  uses: [C[id]],
  text: (r) => count(r[C[id]]),
  sortable: true,
});

const size = (id: keyof typeof C, title: string, width: number): TableColumn => ({
  ...figure(id, title, width),
  text: (r) => (isNumeric(r[C[id]]) ? bytes(Number(r[C[id]])) : NONE),
});

const deadShare = (row: Value[]) => 100 * Number(row[C.dead]);
const moment = (value: Value | undefined) => {
  const at = time(value ?? null);
  return at === null ? '' : absolute(at);
};

const tableHref = (name: string) => `/tables/${encodeURIComponent(name)}`;

function columns(narrow: boolean, worked: string | null | undefined): TableColumn[] {
  return [
    {
      id: 'name',
      title: 'Table',
      width: narrow ? 168 : 200,
      uses: [C.name, C.troubled],
      text: (r) => plain(r[C.name]),
      cell: (r) => (
        <Name name={plain(r[C.name])} narrow={narrow} troubled={r[C.troubled] === true} />
      ),
      sortable: true,
      phone: true,
    },
    { ...figure('rows', 'Rows', 84), phone: true },
    figure('files', 'Files', 62),
    { ...size('bytes', 'Size', 70), phone: true },
    {
      ...figure('dead', 'Dead', narrow ? 66 : 92),
      uses: [C.dead, C.deadRows],
      text: (r) => (isNumeric(r[C.dead]) ? share(deadShare(r)) : NONE),
      cell: (r) =>
        isNumeric(r[C.dead]) ? <Dead percent={deadShare(r)} rows={r[C.deadRows]} /> : NONE,
      phone: true,
    },
    {
      ...figure('changes', 'Changes kept', 100),
      uses: [C.changes, C.lost],
      cell: (r) => <Kept changes={r[C.changes]} lost={r[C.lost]} />,
    },
    figure('historyFiles', 'History files', 92),
    size('historyBytes', 'History size', 92),
    figure('snapshots', 'Snapshots', 84),
    figure('pending', 'Not committed', 104),
    {
      id: 'committed',
      title: 'Committed',
      width: 88,
      uses: [C.committed],
      text: (r) => moment(r[C.committed]),
      cell: (r) => <Time value={r[C.committed]} />,
      sortable: true,
    },
    {
      id: 'upkept',
      title: 'Last upkeep',
      width: 250,
      uses: [C.upkept, C.done],
      text: (r) => [moment(r[C.upkept]), plain(r[C.done])].filter(Boolean).join(': '),
      cell: (r) =>
        worked === r[C.name] ? (
          <Status code="running" />
        ) : (
          <LastUpkeep at={r[C.upkept] ?? null} done={plain(r[C.done])} />
        ),
      sortable: true,
    },
  ];
}

/** Where there is little room, what tells tables apart comes first. */
function Name({ name, narrow, troubled }: { name: string; narrow: boolean; troubled: boolean }) {
  const parts = name.split('.');
  return (
    <span title={name}>
      {troubled && (
        <>
          <Mark shape="warn" tone="bad" />
          <span className="hidden">In trouble: </span>{' '}
        </>
      )}
      <b className="strong">{narrow ? parts.at(-1) : name}</b>
      {narrow && <span className="mute"> {parts[0]}</span>}
    </span>
  );
}

/** A mark tells that some are missing. */
function Kept({ changes, lost }: { changes: Value | undefined; lost: Value | undefined }) {
  if (!Number(lost)) return count(changes);
  const text = `${counted(lost, 'change')} missing: the log had given them up before the lake read them`;
  return (
    <span title={text}>
      <Mark shape="warn" tone="bad" />
      <span className="hidden">{text}: </span> {count(changes)}
    </span>
  );
}

/** Beside the share a bar, so that the worst is seen at once. */
function Dead({ percent, rows }: { percent: number; rows: Value | undefined }) {
  return (
    <span className="dead" title={`${counted(rows, 'dead row')} in the files`}>
      <span className="dead-bar" aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="percent">{share(percent)}</span>
    </span>
  );
}

function LastUpkeep({ at, done }: { at: Value; done: string }) {
  return (
    <span title={done}>
      <Time value={at} />
      {done && <span className="mute"> · {done}</span>}
    </span>
  );
}

/** Whether the lake is in order: how large each table is, in how many files, and what is done. */
export function Lake() {
  const lake = useQuery({
    queryKey: ['lake'],
    queryFn: ({ signal }) => get<LakeState>('/api/lake', signal),
    refetchInterval: 5000,
  });
  const upkeep = useUpkeep();
  const text = usePlace().params.get('q') ?? '';
  const [sort, onSort] = useSort('name');
  const narrow = usePhone();
  const worked = upkeep.run?.table;
  const all = useMemo(() => columns(narrow, worked), [narrow, worked]);
  const { visible, shown: chosen, choose } = useColumns(all, ['snapshots', 'pending']);
  const rows = lake.data && rowsOf(lake.data.tables, text, sort);
  const starting = lake.error instanceof ApiError && lake.error.problem.code === 'NOT_RUNNING';
  const some = text && rows ? rows.map((row) => plain(row[C.name])) : null;
  return (
    <div className="page list lake">
      <div className="toolbar">
        <FilterField label="Filter tables" placeholder="Name of a table" />
        <UpkeepNews run={upkeep.run} />
        <div className="end">
          <button
            type="button"
            className="button"
            disabled={upkeep.running || !rows || rows.length === 0}
            title="Merge small files, leave dead rows out, forget old snapshots. It is done by itself, too."
            onClick={() => upkeep.start(some)}
          >
            {upkeep.running ? 'Upkeep runs' : 'Upkeep now'}
            {some && !upkeep.running && (
              <span className="mute">{counted(some.length, 'table')}</span>
            )}
          </button>
          <ColumnMenu columns={all} shown={chosen} choose={choose} />
        </div>
      </div>
      <Summary lake={lake.data} />
      <Notes>
        {lake.error && !starting && <ErrorNote error={lake.error} />}
        {upkeep.error && <ErrorNote error={upkeep.error} />}
        {lake.data &&
          troubles(lake.data).map((t) => <TroubleNote key={t.problem.message} {...t} />)}
        {failures(upkeep.run).map((t) => (
          <TroubleNote key={t.problem.message} {...t} />
        ))}
      </Notes>
      {starting && !lake.data ? (
        <Empty title="The lake is starting.">Its tables appear here in a few seconds.</Empty>
      ) : lake.error && !lake.data ? null : (
        <DataTable
          label="Tables of the lake"
          columns={visible}
          rows={shown(rows)}
          sort={sort}
          onSort={onSort}
          onOpen={(row) => navigate(tableHref(plain(row[C.name])))}
          empty={<Nothing lake={lake.data} />}
        />
      )}
    </div>
  );
}

function failures(run: UpkeepRun | undefined): Trouble[] {
  if (run?.state !== 'done') return [];
  return run.tables.flatMap(({ name, error }) =>
    error ? [{ problem: error, tables: [name] }] : [],
  );
}

function Nothing({ lake }: { lake: LakeState | undefined }) {
  if (lake && lake.tables.length > 0) {
    return <Empty title="No table has this in its name.">Take the filter off.</Empty>;
  }
  return (
    <Empty
      title={lake?.state === 'starting' ? 'The lake is starting.' : 'The lake holds no table yet.'}
    >
      Tables appear with the first commit, within {duration(lake?.commit_interval_ms)}.
    </Empty>
  );
}

/** The whole lake in a line. */
function Summary({ lake }: { lake: LakeState | undefined }) {
  if (!lake) {
    return (
      <dl className="lake-sum" aria-hidden="true">
        <span className="bone" />
      </dl>
    );
  }
  const all = totals(lake.tables);
  const inFiles = all.rows + all.deadRows;
  return (
    <dl className="lake-sum tabular">
      <Fact name="Lake">
        <Status code={lake.state} />
        <span className="mute">{counted(lake.tables.length, 'table')}</span>
      </Fact>
      <Fact name="Current state">
        {short(all.rows)} rows, {bytes(all.bytes)}
        <span className="mute">
          {counted(all.files, 'file')}, {share(inFiles > 0 ? (100 * all.deadRows) / inFiles : 0)}{' '}
          dead
        </span>
      </Fact>
      <Fact name="History">
        {short(all.changes)} changes, {bytes(all.historyBytes)}
        <span className="mute">{counted(all.historyFiles, 'file')}</span>
      </Fact>
      <Fact name="Last commit">
        <Time value={lake.last_commit_at} />
        <span className="mute">every {duration(lake.commit_interval_ms)}</span>
      </Fact>
      <Fact name="Place">
        <code title={lake.warehouse}>{lake.warehouse}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Notes({ children }: { children: ReactNode }) {
  return <div className="lake-notes">{children}</div>;
}

const NAMED = 5;

function TroubleNote({ problem, tables }: Trouble) {
  return (
    <ProblemNote problem={problem}>
      {tables.length > 0 && (
        <span>
          {tables.slice(0, NAMED).map((name, i) => (
            <span key={name}>
              {i > 0 && ', '}
              <Link href={tableHref(name)}>{name}</Link>
            </span>
          ))}
          {tables.length > NAMED && ` and ${counted(tables.length - NAMED, 'further table')}`}
        </span>
      )}
    </ProblemNote>
  );
}
