import type { Value } from '../api/types';
import { count, money, plain, price, quantity } from '../format/format';
import { Bones, ProblemNote, Status } from '../frame/states';
import { Time } from '../frame/Time';
import { Tinted } from '../frame/Tinted';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { here, navigate, withParams } from '../place/location';
import { pageAddress, rowAddress } from '../place/row';
import type { Related, RelatedColumn } from './relations';
import type { RowInFocus } from './RowPanel';

/** Rows that belong to the row in focus, live. */
export function RelatedRows({
  related,
  focus,
}: {
  related: Related;
  focus: Pick<RowInFocus, 'key' | 'row'>;
}) {
  const [system = '', key = ''] = focus.key;
  const answer = useLive(related.sql(system, key, focus.row));
  return (
    <section className="related">
      <h3>
        {related.title}
        {answer.state === 'ready' && <span className="mute"> {count(answer.rows.length)}</span>}
      </h3>
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={2} />}
      {answer.state === 'ready' && answer.rows.length === 0 && (
        <p className="mute">{related.empty}</p>
      )}
      {answer.rows.length > 0 && (
        <div className="related-scroll" tabIndex={0} role="region" aria-label={related.title}>
          <table>
            <thead>
              <tr>
                {related.columns.map((column) => (
                  <th
                    key={column.title}
                    scope="col"
                    className={numeric(column) ? 'num' : undefined}
                  >
                    {column.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.rows.map((row) => {
                const name = rowAddress(related.table, row.at(-2), row.at(-1));
                const to =
                  pageAddress(related.table, row.at(-2), row.at(-1)) ??
                  withParams(here(), { row: name, show: null });
                return (
                  <tr
                    key={name}
                    onClick={(event) => {
                      if (event.defaultPrevented) return;
                      navigate(to);
                    }}
                  >
                    {related.columns.map((column, i) => (
                      <td key={column.title} className={numeric(column) ? 'num' : undefined}>
                        <Tinted text={plain(row[i])}>
                          {i === 0 ? (
                            <Link href={to}>{shown(column, row, i)}</Link>
                          ) : (
                            shown(column, row, i)
                          )}
                        </Tinted>
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function numeric({ format }: RelatedColumn): boolean {
  return /^(quantity|money|amount|count)$/.test(format);
}

function shown(column: RelatedColumn, row: Value[], i: number) {
  const value = row[i];
  switch (column.format) {
    case 'quantity':
      return quantity(value);
    case 'money':
      return price(value, row[column.unit ?? -1] ?? null);
    case 'amount':
      return money(value, row[column.unit ?? -1] ?? null);
    case 'count':
      return count(value);
    case 'time':
      return <Time value={value} />;
    case 'status':
      return <Status code={value} />;
    case 'text':
      return plain(value);
  }
}
