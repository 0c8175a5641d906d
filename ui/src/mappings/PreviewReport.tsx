import type {
  MappingPreview,
  PreviewedReference,
  PreviewedSource,
  PreviewedTable,
  RejectedRows,
} from '../api/types';
import { count, counted } from '../format/format';
import { Mark, type Shape, type Tone } from '../frame/Mark';
import { ProblemNote } from '../frame/states';

/** What a mapping made of a sample of rows. */
export function PreviewReport({ report, stale }: { report: MappingPreview; stale: boolean }) {
  const rows = report.model.reduce((sum, { rows: made, rejected }) => {
    return sum + made + rejected.length;
  }, 0);
  return (
    <section className="card preview" aria-label="Preview">
      <header>
        <h2>Preview</h2>
        <Verdict clean={report.clean} rows={rows} />
        {stale && <span className="more mute">of the text before your last change</span>}
      </header>
      {report.problems.map((problem) => (
        <ProblemNote key={problem.message} problem={problem} />
      ))}
      {report.model.map((table) => (
        <Made key={table.table} table={table} />
      ))}
      <Read tables={report.raw} />
    </section>
  );
}

function Verdict({ clean, rows }: { clean: boolean; rows: number }) {
  const [shape, tone, words]: [Shape, Tone, string] =
    rows === 0
      ? ['dash', 'idle', 'No row came of the sample']
      : clean
        ? ['check', 'ok', 'Every row became one']
        : ['warn', 'bad', 'Some rows need you'];
  return (
    <span className="status" role="status">
      <Mark shape={shape} tone={tone} />
      {words}
    </span>
  );
}

function Made({ table }: { table: PreviewedTable }) {
  const orphans = table.references.filter((reference) => reference.orphans > 0);
  return (
    <div className="made">
      <h3>
        {table.table} <span className="mute">{counted(table.rows, 'row')}</span>
      </h3>
      <ul className="findings">
        {table.rejected.map((rejected) => (
          <Rejected key={`${rejected.line} ${rejected.column} ${rejected.cause}`} rows={rejected} />
        ))}
        {table.duplicated > 0 && (
          <Finding shape="warn" tone="bad">
            {counted(table.duplicated, 'key')} that several rows have; the model keeps one row of
            each:{' '}
            {table.duplicates.map((one) => `${one.key.join('/')} (${count(one.rows)})`).join(', ')}
          </Finding>
        )}
        {orphans.map((reference) => (
          <Orphans key={reference.column} reference={reference} />
        ))}
        {table.not_mapped.length > 0 && (
          <Finding shape="dash" tone="idle">
            Not mapped: <span className="mute">{table.not_mapped.join(', ')}</span>
          </Finding>
        )}
        {table.always_empty.length > 0 && (
          <Finding shape="dash" tone="idle">
            Always empty: <span className="mute">{table.always_empty.join(', ')}</span>
          </Finding>
        )}
      </ul>
      {table.first.length > 0 && <Rows table={table} />}
    </div>
  );
}

function Finding({
  shape,
  tone,
  children,
}: {
  shape: Shape;
  tone: Tone;
  children: React.ReactNode;
}) {
  return (
    <li>
      <Mark shape={shape} tone={tone} />
      <div>{children}</div>
    </li>
  );
}

function Rejected({ rows }: { rows: RejectedRows }) {
  return (
    <Finding shape="warn" tone="bad">
      <strong>{counted(rows.rows, 'row')} rejected</strong>, line {rows.line}:{' '}
      {rows.column && <code>{rows.column}</code>} {rows.cause}
      {rows.samples.length > 0 && (
        <details>
          <summary>Show {rows.samples.length === 1 ? 'the row' : 'rows'}</summary>
          <Grid
            label="Rejected rows"
            columns={rows.samples[0]?.columns ?? []}
            rows={rows.samples.map((sample) => sample.values)}
          />
        </details>
      )}
    </Finding>
  );
}

function Orphans({ reference }: { reference: PreviewedReference }) {
  const { column, targets, rows, orphans, certainty, values } = reference;
  const to = targets.join(' or ');
  const sure = certainty === 'sure';
  return (
    <Finding shape={sure ? 'warn' : 'ring'} tone={sure ? 'bad' : 'idle'}>
      <code>{column}</code>: {count(orphans)} of {counted(rows, 'row')} refer to{' '}
      {sure && `no row of ${to}: `}
      {certainty === 'not_in_sample' && `${to} outside of the sample, or to nothing: `}
      {certainty === 'not_mapped' && `${to}, which no mapping fills from this source yet`}
      {certainty !== 'not_mapped' && <span className="mute">{values.join(', ')}</span>}
    </Finding>
  );
}

/** The first rows, as wide as they are. */
function Rows({ table }: { table: PreviewedTable }) {
  return <Grid label={`First rows of ${table.table}`} columns={table.columns} rows={table.first} />;
}

function Grid({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: string[];
  rows: (string | null)[][];
}) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // Rows of a report never change their places.
            <tr key={i}>
              {row.map((value, j) => (
                <td key={columns[j]} className={value === null ? 'mute' : undefined}>
                  {value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Read({ tables }: { tables: PreviewedSource[] }) {
  return (
    <div className="made">
      <h3>What was read</h3>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="What was read">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" className="num">
                Rows
              </th>
              <th scope="col">Of</th>
              <th scope="col">Columns not used</th>
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <tr key={table.table}>
                <th scope="row">{table.table}</th>
                <td className="num">{count(table.rows)}</td>
                <td>{extent(table)}</td>
                <td className="mute">
                  {table.not_used.join(', ')}
                  {table.error && <ProblemNote problem={table.error} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function extent(table: PreviewedSource): string {
  if (table.whole) return 'all';
  const about = table.rows_estimated > 0 ? `about ${count(table.rows_estimated)}` : 'more';
  return table.along > 0 ? `${about}; ${count(table.along)} because others refer to them` : about;
}
