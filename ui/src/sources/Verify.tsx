import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../api/client';
import type { Verification, VerifiedTable } from '../api/types';
import { count, duration, plain, time } from '../format/format';
import { Mark } from '../frame/Mark';
import { Bones, Empty, ErrorNote, ProblemNote } from '../frame/states';
import { Time } from '../frame/Time';
import { useNow } from '../live/hooks';
import { Link } from '../place/Link';

/** Compares every table of every source with the live store and the lake, row for row. */
export function Verify() {
  const client = useQueryClient();
  const verification = useQuery({
    queryKey: ['verify'],
    queryFn: ({ signal }) => get<Verification>('/api/verify', signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 500 : 10_000),
  });
  const start = useMutation({
    mutationFn: () => send<{ id: string }>('POST', '/api/verify', {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['verify'] }),
  });
  const data = verification.data;
  const running = data?.state === 'running' || start.isPending;
  return (
    <section className="card wide-card" id="verify">
      <header>
        <h2>Verify</h2>
        <Verdict data={data} />
        <button
          type="button"
          className="button more"
          disabled={running}
          onClick={() => start.mutate()}
        >
          {running ? 'Verifying' : 'Verify now'}
        </button>
      </header>
      {start.error && <ErrorNote error={start.error} />}
      {verification.error && <ErrorNote error={verification.error} />}
      {!data && !verification.error && <Bones lines={4} />}
      {data?.error && <ProblemNote problem={data.error} />}
      {data?.state === 'running' && <Progress data={data} />}
      {data?.state === 'none' && (
        <Empty title="Nothing has been verified yet.">
          Verify compares the row count and a checksum of every table: source, live store, lake.
        </Empty>
      )}
      {data?.tables && data.tables.length > 0 && <VerifiedTables tables={data.tables} />}
    </section>
  );
}

function Verdict({ data }: { data: Verification | undefined }) {
  if (data?.state !== 'done') return null;
  const differ = data.tables?.filter((t) => !t.equal).length ?? 0;
  return (
    <span className="status" role="status">
      <Mark shape={data.equal ? 'check' : 'warn'} tone={data.equal ? 'ok' : 'bad'} />
      {data.equal
        ? `All ${count(data.tables?.length ?? 0)} tables are equal`
        : `${count(differ)} of ${count(data.tables?.length ?? 0)} tables differ`}
      <span className="mute">
        <Time value={data.finished_at} />
      </span>
    </span>
  );
}

function Progress({ data }: { data: Verification }) {
  const now = useNow(1000);
  const { done = 0, total = 0 } = data.progress ?? {};
  const started = time(data.started_at ?? null);
  const left = started !== null && done > 0 ? ((now - started) / done) * (total - done) : null;
  return (
    <div className="progress">
      <progress value={done} max={Math.max(1, total)} aria-label="Tables verified" />
      <span className="mute tabular">
        {count(done)} of {count(total)} tables
        {left !== null && left > 1000 && `, about ${duration(left)} left`}
      </span>
    </div>
  );
}

function VerifiedTables({ tables }: { tables: VerifiedTable[] }) {
  // What differs comes first.
  const sorted = tables.toSorted((a, b) => Number(a.equal) - Number(b.equal));
  return (
    <div className="card-scroll" tabIndex={0} role="region" aria-label="Verified tables">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col">Result</th>
            <th scope="col" className="num">
              Source rows
            </th>
            <th scope="col" className="num">
              Live rows
            </th>
            <th scope="col" className="num">
              Lake rows
            </th>
            <th scope="col">Checksum</th>
            <th scope="col">At position</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((table) => (
            <tr key={table.table}>
              <th scope="row">
                <Link href={`/tables/${encodeURIComponent(fullName(table))}`}>{table.table}</Link>
              </th>
              <td>
                <span className="status">
                  <Mark shape={table.equal ? 'check' : 'warn'} tone={table.equal ? 'ok' : 'bad'} />
                  {table.equal ? 'equal' : (table.detail ?? 'differs')}
                </span>
              </td>
              <td className="num">{count(table.source_rows)}</td>
              <Compared value={table.live_rows} with={table.source_rows} />
              <Compared value={table.lake_rows} with={table.source_rows} />
              <td>
                <Checksums table={table} />
              </td>
              <td>
                <code title={plain(table.position)}>
                  {plain(table.position).replace(/^0+/, '…')}
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fullName({ source, table }: VerifiedTable): string {
  return table.startsWith(`${source}.`) ? table : `${source}.${table}`;
}

function Compared({ value, with: other }: { value: number | null; with: number | null }) {
  return <td className={value === other ? 'num' : 'num bad'}>{count(value)}</td>;
}

function Checksums({ table }: { table: VerifiedTable }) {
  const sums = [table.source_checksum, table.live_checksum, table.lake_checksum];
  if (new Set(sums).size === 1) return <code>{cut(table.source_checksum)}</code>;
  return (
    <code className="bad">
      {cut(table.source_checksum)} / {cut(table.live_checksum)} / {cut(table.lake_checksum)}
    </code>
  );
}

function cut(checksum: string | null): string {
  return plain(checksum).slice(0, 16);
}
