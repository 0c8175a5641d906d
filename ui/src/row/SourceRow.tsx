import type { Value } from '../api/types';
import { count, readable } from '../format/format';
import { Bones, Empty, ErrorNote } from '../frame/states';
import { Link } from '../place/Link';
import { address, here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { tableName } from '../sql/text';
import { Fields } from './Fields';
import { keyOf, MOST_SOURCE_ROWS, useSourceRow, type FoundSourceRows } from './origin';
import type { RowInFocus } from './RowPanel';

const COLUMNS_SHOWN = 7;

/** The row as its source has it; several rows where the model row sums them up. */
export function SourceRow({ focus }: { focus: RowInFocus }) {
  const { found, error, loading } = useSourceRow(focus);
  if (error ?? found.error) return <ErrorNote error={error ?? found.error} />;
  if (loading || found.isPending) return <Bones lines={8} />;
  const source = found.data;
  const values = source?.answer.rows[0];
  if (!source || !values) {
    return (
      <Empty title="The source row could not be found.">
        The mapping makes this row’s key from several tables, or the row has just been deleted. See
        Lineage for the SQL that writes it.
      </Empty>
    );
  }
  if (source.answer.rows.length > 1) return <SummedUp source={source} />;
  const key = keyOf(source.table, source.answer, values);
  const row = Object.fromEntries(source.answer.columns.map((c, i) => [c.name, values[i] ?? null]));
  return (
    <>
      <p className="panel-lead">
        <Link href={rowHref(source, values)}>{source.table.name}</Link>{' '}
        <span className="mute">{key.join(', ')}</span>
      </p>
      <Fields focus={{ table: source.table, key, row }} columns={source.answer.columns} />
    </>
  );
}

function rowHref(source: FoundSourceRows, values: Value[]): string {
  const key = keyOf(source.table, source.answer, values);
  return withParams(here(), { row: rowAddress(source.table.name, ...key), show: null });
}

function SummedUp({ source }: { source: FoundSourceRows }) {
  const { table, alias, where, answer } = source;
  const sql = `SELECT * FROM ${tableName(table.name)} AS ${alias} WHERE ${where}`;
  const more = answer.rows.length === MOST_SOURCE_ROWS;
  const own = answer.columns.map((c, i) => ({ ...c, i })).filter((c) => !c.name.startsWith('_'));
  const first = own.filter((c) => table.key.includes(c.name));
  const rest = own.filter((c) => !table.key.includes(c.name));
  const shown = [...first, ...rest].slice(0, COLUMNS_SHOWN);
  return (
    <section className="related">
      <p className="panel-lead">
        Made of {more ? 'the latest of many rows' : `${count(answer.rows.length)} rows`} of{' '}
        <Link href={address('/sql', { q: sql })}>{table.name}</Link>
      </p>
      <div className="related-scroll whole" tabIndex={0} role="region" aria-label="Source rows">
        <table>
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column.name} scope="col">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row) => (
              <tr key={keyOf(table, answer, row).join('/')}>
                {shown.map((column, i) => (
                  <td key={column.name} className="nowrap">
                    {i === 0 ? (
                      <Link href={rowHref(source, row)}>{String(row[column.i])}</Link>
                    ) : table.key.includes(column.name) ? (
                      String(row[column.i])
                    ) : (
                      readable(row[column.i], column.type)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
