import type { ReactNode } from 'react';
import { Sparkline } from '../charts/Sparkline';
import {
  count,
  duration,
  NONE,
  percent,
  rate,
  shortMoney,
  money,
  isNumeric,
} from '../format/format';
import { Tinted } from '../frame/Tinted';
import { useLive, usePulse } from '../live/hooks';
import { pulse } from '../live/pulse';
import { Link } from '../place/Link';
import { address } from '../place/location';
import type { Problem, Value } from '../api/types';
import {
  byHour,
  DEPARTED_BY_HOUR,
  LATE_BY_HOUR,
  LATE_VALUE,
  MOVED_BY_HOUR,
  ORDERS,
  PLACED_BY_HOUR,
  SHIPMENTS,
  STOCK_VALUE,
} from './queries';

/** The numbers that a planner looks at first; each leads to the rows behind it. */
export function Tiles() {
  return (
    <ul className="tiles">
      <OpenOrders />
      <LateOrders />
      <StockValue />
      <ShipmentsUnderWay />
      <ChangesPerSecond />
      <FreshnessNow />
    </ul>
  );
}

function Tile({
  name,
  value,
  exact,
  tone,
  note,
  href,
  gauge,
  problem,
  children,
}: {
  name: string;
  value: string | undefined;
  exact?: string;
  tone?: 'bad' | 'warn';
  note: ReactNode;
  href: string;
  /** A value that moves every second is not marked when it does. */
  gauge?: true;
  problem?: Problem | undefined;
  children: ReactNode;
}) {
  return (
    <li className="card tile">
      <Link
        href={href}
        title={problem ? `${problem.message} ${problem.remedy} (${problem.code})` : exact}
      >
        <span className="tile-name">{name}</span>
        <span className={tone ? `tile-value ${tone}` : 'tile-value'} data-tile={name}>
          {problem ? (
            NONE
          ) : value === undefined ? (
            <span className="bone" />
          ) : gauge ? (
            value
          ) : (
            <Tinted text={value} />
          )}
        </span>
        <span className="tile-note">
          {problem ? <span className="bad">{problem.message}</span> : note}
        </span>
        {children}
      </Link>
    </li>
  );
}

function OpenOrders() {
  const answer = useLive(ORDERS);
  const placed = useLive(PLACED_BY_HOUR);
  const row = answer.rows[0];
  const today = Number(row?.[2] ?? 0);
  const yesterday = Number(row?.[3] ?? 0);
  return (
    <Tile
      name="Open orders"
      problem={answer.problem}
      value={row && count(row[0])}
      href={address('/orders', { view: 'open' })}
      note={
        row && (
          <>
            {count(today)} placed in 24 h
            {yesterday > 0 && (
              <span title="Against the 24 hours before"> · {percent(today / yesterday - 1)}</span>
            )}
          </>
        )
      }
    >
      <Sparkline
        kind="bars"
        values={byHour(placed.rows)}
        label="Orders placed per hour, last 24 h"
      />
    </Tile>
  );
}

/** The largest amount; the other currencies are named, never added. */
function mainAmount(rows: readonly Value[][]) {
  const [first, ...others] = rows.filter((row) => isNumeric(row[1]));
  return {
    value: first ? shortMoney(first[1], first[0]) : undefined,
    exact: first ? [first, ...others].map((r) => money(r[1], r[0])).join(' + ') : undefined,
    more: others.map((r) => `+ ${shortMoney(r[1], r[0])}`).join(' '),
    currency: first?.[0],
  };
}

function LateOrders() {
  const answer = useLive(ORDERS);
  const risk = mainAmount(useLive(LATE_VALUE).rows);
  const hours = useLive(LATE_BY_HOUR);
  const row = answer.rows[0];
  return (
    <Tile
      name="Late orders"
      problem={answer.problem}
      value={row && count(row[1])}
      exact={risk.exact}
      tone={Number(row?.[1] ?? 0) > 0 ? 'bad' : undefined}
      href={address('/orders', { view: 'late', sort: '-total' })}
      note={row && (risk.value ? `${risk.value} ${risk.more} at risk` : 'nothing at risk')}
    >
      <Sparkline
        kind="bars"
        values={byHour(hours.rows)}
        label="Open orders by the hour they became late, last 24 h"
      />
    </Tile>
  );
}

function StockValue() {
  const stock = useLive(STOCK_VALUE);
  const moved = useLive(MOVED_BY_HOUR);
  const amount = mainAmount(stock.rows);
  const ready = stock.state === 'ready';
  const rows = stock.rows.reduce((sum, row) => sum + Number(row[2]), 0);
  return (
    <Tile
      name="On-hand value"
      problem={stock.problem}
      value={ready ? (amount.value ?? NONE) : undefined}
      exact={amount.exact}
      href={address('/inventory', { sort: '-value' })}
      note={ready && (amount.more || `${count(rows)} stock rows`)}
    >
      <Sparkline
        kind="bars"
        values={byHour(moved.rows, (row) => row[2] === amount.currency)}
        label="Net value moved in and out per hour, last 24 h"
      />
    </Tile>
  );
}

function ShipmentsUnderWay() {
  const answer = useLive(SHIPMENTS);
  const departed = useLive(DEPARTED_BY_HOUR);
  const row = answer.rows[0];
  return (
    <Tile
      name="Shipments under way"
      problem={answer.problem}
      value={row && count(row[0])}
      href={address('/shipments', { status: 'under_way' })}
      note={row && `${count(row[1])} past their planned arrival`}
    >
      <Sparkline
        kind="bars"
        values={byHour(departed.rows)}
        label="Departures per hour, last 24 h"
      />
    </Tile>
  );
}

function ChangesPerSecond() {
  const { pulse: now } = usePulse();
  return (
    <Tile
      name="Changes per second"
      gauge
      value={now ? rate(now.changes_per_second) : undefined}
      href="/flow"
      note={now && `${count(now.changes_total)} since the start`}
    >
      <Sparkline
        kind="line"
        values={pulse.recent.changes}
        label="Changes per second since this page was opened, at most 5 min"
      />
    </Tile>
  );
}

function FreshnessNow() {
  const { pulse: now } = usePulse();
  const freshness = now?.freshness;
  return (
    <Tile
      name="Freshness"
      gauge
      value={freshness && duration(freshness.now_ms)}
      tone={(freshness?.now_ms ?? 0) > 1000 ? 'warn' : undefined}
      exact="From the commit in the source to the live store"
      href="/sources"
      note={freshness && `p50 ${duration(freshness.p50_ms)} · p99 ${duration(freshness.p99_ms)}`}
    >
      <Sparkline
        kind="line"
        values={pulse.recent.freshness}
        label="Freshness since this page was opened, at most 5 min"
      />
    </Tile>
  );
}
