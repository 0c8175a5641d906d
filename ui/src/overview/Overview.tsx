import type { ReactNode } from 'react';
import type { Value } from '../api/types';
import { count, money, quantity, shortMoney, words } from '../format/format';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { Time } from '../frame/Time';
import { Tinted } from '../frame/Tinted';
import type { Snapshot } from '../live/hub';
import { useLive } from '../live/hooks';
import { Link } from '../place/Link';
import { address, here, withParams } from '../place/location';
import { rowAddress } from '../place/row';
import { BELOW_SAFETY, LATE_PURCHASES, LATE_SALES, ORDERS, SITES } from './queries';
import { Tiles } from './Tiles';
import './overview.css';

/** What needs a decision now, and how the business stands. */
export function Overview() {
  return (
    <div className="page scroll overview">
      <Tiles />
      <div className="exceptions">
        <LateSales />
        <LatePurchases />
        <BelowSafety />
      </div>
      <Sites />
    </div>
  );
}

function Exceptions({
  title,
  total,
  href,
  answer,
  empty,
  children,
}: {
  title: string;
  total: Value | undefined;
  href: string;
  answer: Snapshot;
  empty: string;
  children: (row: Value[]) => ReactNode;
}) {
  return (
    <section className="card exception">
      <header>
        <h2>{title}</h2>
        <Link className="more" href={href} aria-label={`${title}: all ${count(total ?? 0)}`}>
          {answer.state === 'ready' && <Tinted text={count(total ?? 0)} />}
        </Link>
      </header>
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={8} />}
      {answer.state === 'ready' && answer.rows.length === 0 && <Empty title={empty} />}
      <ul>{answer.rows.map(children)}</ul>
    </section>
  );
}

function Exception({
  table,
  row,
  name,
  what,
  value,
  state,
}: {
  table: string;
  row: Value[];
  name: string;
  what: string;
  value: Value | undefined;
  state: ReactNode;
}) {
  const to = rowAddress(table, row[0], row[1]);
  const currency = row[table === 'model.item' ? 8 : 6];
  return (
    <li>
      <Link href={withParams(here(), { row: to })}>
        <span className="what">
          <b>{name}</b> {what}
        </span>
        <span className="state">{state}</span>
        <span className="value" title={money(value, currency)}>
          <Tinted text={shortMoney(value, currency)} />
        </span>
      </Link>
    </li>
  );
}

function LateSales() {
  const answer = useLive(LATE_SALES);
  const total = useLive(ORDERS).rows[0]?.[1];
  return (
    <Exceptions
      title="Late orders, by value still to ship"
      total={total}
      href={address('/orders', { view: 'late', sort: '-total' })}
      answer={answer}
      empty="No order is late."
    >
      {(row) => (
        <Exception
          key={`${row[0]} ${row[1]}`}
          table="model.sales_order"
          row={row}
          name={String(row[2])}
          what={String(row[3])}
          value={row[5]}
          state={<Time value={row[4]} as="due" />}
        />
      )}
    </Exceptions>
  );
}

function LatePurchases() {
  const answer = useLive(LATE_PURCHASES);
  return (
    <Exceptions
      title="Late inbound, by value still to come"
      total={answer.rows[0]?.[8]}
      href={address('/orders', { side: 'purchase', view: 'late', sort: '-total' })}
      answer={answer}
      empty="No purchase order is late."
    >
      {(row) => (
        <Exception
          key={`${row[0]} ${row[1]}`}
          table="model.purchase_order"
          row={row}
          name={String(row[2])}
          what={String(row[3])}
          value={row[5]}
          state={<Time value={row[4]} as="due" />}
        />
      )}
    </Exceptions>
  );
}

function BelowSafety() {
  const answer = useLive(BELOW_SAFETY);
  return (
    <Exceptions
      title="Below safety stock, by value short"
      total={answer.rows[0]?.[9]}
      href={address('/inventory', { view: 'below' })}
      answer={answer}
      empty="Every item has its safety stock."
    >
      {(row) => (
        <Exception
          key={`${row[0]} ${row[1]}`}
          table="model.item"
          row={row}
          name={String(row[2])}
          what={String(row[3])}
          value={row[7]}
          state={
            <span className="warn">
              {quantity(row[4])} of {quantity(row[5], row[6])}
            </span>
          }
        />
      )}
    </Exceptions>
  );
}

function Sites() {
  const answer = useLive(SITES);
  return (
    <section className="card sites">
      <header>
        <h2>Sites</h2>
      </header>
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={6} />}
      {answer.state === 'ready' && answer.rows.length === 0 && (
        <Empty title="No site holds stock or orders yet.">They appear with the first rows.</Empty>
      )}
      {answer.rows.length > 0 && (
        <div className="sites-scroll" tabIndex={0} role="region" aria-label="Sites">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Site</th>
                <th scope="col">Kind</th>
                <th scope="col">ERP</th>
                <th scope="col" className="num">
                  Stock rows
                </th>
                <th scope="col" className="num">
                  On-hand value
                </th>
                <th scope="col" className="num">
                  Open orders
                </th>
                <th scope="col" className="num">
                  of them late
                </th>
                <th scope="col" className="num">
                  Open purchases
                </th>
                <th scope="col" className="num">
                  of them late
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.rows.map((row) => (
                <Site key={`${row[0]} ${row[1]}`} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Site({ row }: { row: Value[] }) {
  const site = `${String(row[0])}/${String(row[1])}`;
  const link = (text: string, href: string) => (
    <Link href={href}>
      <Tinted text={text} />
    </Link>
  );
  const orders = (side: string, view: string) => address('/orders', { side, view, site });
  return (
    <tr>
      <th scope="row">
        <Link href={withParams(here(), { row: rowAddress('model.location', row[0], row[1]) })}>
          {String(row[2])}
        </Link>
      </th>
      <td>{words(row[3])}</td>
      <td>{String(row[0])}</td>
      <td className="num">{link(count(row[5]), address('/inventory', { site }))}</td>
      <td className="num" title={money(row[6], row[7])}>
        {link(
          shortMoney(row[6], row[7]) + (Number(row[12]) > 1 ? ' and other currencies' : ''),
          address('/inventory', { site, sort: '-value' }),
        )}
      </td>
      <td className="num">{link(count(row[8]), orders('', 'open'))}</td>
      <td className="num">{link(count(row[9]), orders('', 'late'))}</td>
      <td className="num">{link(count(row[10]), orders('purchase', 'open'))}</td>
      <td className="num">{link(count(row[11]), orders('purchase', 'late'))}</td>
    </tr>
  );
}
