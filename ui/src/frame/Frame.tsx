import { Suspense, useEffect } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Search as SearchIcon } from 'lucide-react';
import { ApiError, get } from '../api/client';
import type { Problem, Status } from '../api/types';
import { clock, duration, zone } from '../format/format';
import { useConnection, usePulse } from '../live/hooks';
import { pulse } from '../live/pulse';
import { Link } from '../place/Link';
import { usePlace } from '../place/location';
import { RowPanel } from '../row/RowPanel';
import { Mark } from './Mark';
import { detailPageOf, pageOf, PAGES, titleOf } from './pages';
import { openSearch, Search } from './Search';
import { Bones, Empty, ProblemNote, sourceMark } from './states';
import './frame.css';

const HIDDEN_MILLIS = 20_000;

export function Frame() {
  useEffect(() => {
    pulse.start();
    // A browser has few connections to a server for all its tabs: hidden ones give theirs back.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const visibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => pulse.stop(), HIDDEN_MILLIS);
      else pulse.start();
    };
    document.addEventListener('visibilitychange', visibility);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', visibility);
      pulse.stop();
    };
  }, []);
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => get<Status>('/api/status', signal),
    refetchInterval: 5000,
  });
  const beat = usePulse();
  const client = useQueryClient();
  const catalog = beat.pulse?.catalog;
  useEffect(() => {
    // Tables are altered while a page is open.
    if (catalog !== undefined) void client.invalidateQueries({ queryKey: ['tables'] });
  }, [client, catalog]);
  const connection = useConnection();
  const frozen = beat.state === 'frozen' || connection.state === 'gone';
  const locked = status.error instanceof ApiError && status.error.status === 401;
  return (
    <div className={frozen ? 'frame frozen' : 'frame'}>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Rail version={status.data?.version} />
      <TopBar />
      <main className="main" id="main" tabIndex={-1}>
        {frozen && !locked && (
          <FrozenNote
            since={beat.lostAt ?? connection.since}
            problem={beat.problem ?? connection.problem}
          />
        )}
        {locked ? <Locked /> : <CurrentPage />}
      </main>
      {!locked && <RowPanel />}
      <Search />
    </div>
  );
}

function CurrentPage() {
  const { path } = usePlace();
  const View = (pageOf(path) ?? detailPageOf(path))?.view;
  useEffect(() => {
    document.title = `${titleOf(path)} · Millrace`;
  }, [path]);
  if (!View) {
    return (
      <div className="page scroll">
        <Empty title="There is no page at this address.">
          <Link href="/">Go to the overview</Link>
        </Empty>
      </div>
    );
  }
  return (
    <Suspense
      fallback={
        <div className="page">
          <Bones lines={12} />
        </div>
      }
    >
      <View key={path} />
    </Suspense>
  );
}

function Rail({ version }: { version: string | undefined }) {
  const { path } = usePlace();
  const current = detailPageOf(path)?.of ?? path;
  return (
    <nav className="rail" aria-label="Pages">
      <span className="mark">
        <svg width="24" height="24" viewBox="0 0 16 16" fill="none" aria-hidden="true">
          <path
            d="M1 5c2.5-2 4.5-2 7 0s4.5 2 7 0M1 11c2.5-2 4.5-2 7 0s4.5 2 7 0"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeLinecap="round"
          />
        </svg>
      </span>
      <ul>
        {PAGES.map(({ path: to, title, icon: Icon }) => (
          <li key={to}>
            <Link href={to} aria-current={current === to ? 'page' : undefined}>
              <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
              {title}
            </Link>
          </li>
        ))}
      </ul>
      <span className="foot">
        <span title="Times are shown in this zone">{zone()}</span>
        <br />
        {version ? version.replace(/-SNAPSHOT$/, '') : '\u00a0'}
      </span>
    </nav>
  );
}

function TopBar() {
  const { path } = usePlace();
  return (
    <header className="top">
      <h1>{titleOf(path)}</h1>
      <button type="button" className="button find" onClick={openSearch}>
        <SearchIcon size={14} aria-hidden="true" />
        <span className="hidden">Search</span>
        <span className="text">Items, orders, shipments, tables</span>
        <kbd aria-hidden="true">
          {/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'}
        </kbd>
      </button>
      <div className="state">
        <SourceHealth />
        <PulseText />
      </div>
    </header>
  );
}

function SourceHealth() {
  const { pulse: now, state } = usePulse();
  return (
    <div className="health">
      {now?.sources.map((source) => {
        const [shape, tone] =
          state === 'frozen'
            ? (['ring', 'idle'] as const)
            : sourceMark(source.state, source.lag_ms, source.warning);
        const warning = source.warning ? `. ${source.warning}` : '';
        const text = `${source.name}: ${state === 'frozen' ? 'unknown' : source.state}, lag ${duration(source.lag_ms)}${warning}`;
        return (
          <Link key={source.name} href="/sources" title={text} aria-label={text}>
            <Mark shape={shape} tone={tone} />
            <span className="name">{source.name}</span>
          </Link>
        );
      })}
    </div>
  );
}

function PulseText() {
  const { pulse: now, state, lostAt } = usePulse();
  if (state === 'frozen') {
    return (
      <span className="pulse" data-health="frozen" role="status">
        <Mark shape="warn" tone="bad" />
        <b>FROZEN</b> {lostAt !== null && clock(lostAt)}
      </span>
    );
  }
  const freshness = now?.freshness;
  const slow = (freshness?.now_ms ?? 0) > 1000;
  return (
    <Link
      className="pulse"
      href="/sources"
      data-health={slow ? 'slow' : 'ok'}
      title="From the commit in the source to the live store: now, and 99 of 100 changes within"
    >
      {slow && <Mark shape="half" tone="warn" />}
      <b>{duration(freshness?.now_ms)}</b> · p99 {duration(freshness?.p99_ms)}
    </Link>
  );
}

function FrozenNote({ since, problem }: { since: number; problem: Problem | undefined }) {
  const known = problem && problem.code !== 'UNREACHABLE';
  return (
    <div className="notice warning frozen-note" role="alert">
      <strong>The connection to Millrace is gone since {clock(since)}.</strong>
      <span>What you see stands as it was then. The page connects again by itself.</span>
      {known && (
        <span>
          {problem.message} {problem.remedy} <code>{problem.code}</code>
        </span>
      )}
    </div>
  );
}

function Locked() {
  return (
    <div className="page scroll">
      <ProblemNote
        problem={{
          code: 'UNAUTHENTICATED',
          message: 'Cannot show data: this browser has not been let in.',
          remedy: 'Open the address that Millrace printed when it started; it carries the token.',
        }}
      />
    </div>
  );
}
