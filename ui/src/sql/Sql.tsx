import { useCallback, useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Download, Link2, Play, Radio } from 'lucide-react';
import { downloadAddress, get, problemOf, runSql } from '../api/client';
import type { Answer, LakeSqlTable, Problem, Table } from '../api/types';
import { count, counted, duration, readable } from '../format/format';
import { Bones, Empty, ProblemNote } from '../frame/states';
import { Tinted } from '../frame/Tinted';
import { useLive } from '../live/hooks';
import { here, navigate, usePlace, withParams } from '../place/location';
import { AnswerChart } from './AnswerChart';
import { AnswerTable } from './AnswerTable';
import type { Editor, NamedTable } from './editor';
import { EditorBox } from './EditorBox';
import { TableTree } from './TableTree';
import './sql.css';

const LIMITS = [1000, 10_000, 100_000];

/** Asks the live store. The query, the view and whether it is live all stand in the address. */
export function Sql() {
  const { params } = usePlace();
  const asked = params.get('q') ?? '';
  const live = params.get('live') === '1';
  const limit = Number(params.get('limit') ?? LIMITS[0]);
  const [text, setText] = useState(asked);
  const [known, setKnown] = useState(asked);
  const [runs, setRuns] = useState(0);
  if (asked !== known) {
    setKnown(asked);
    setText(asked);
  }
  const tables = useQuery({
    queryKey: ['tables'],
    queryFn: ({ signal }) => get<Table[]>('/api/tables', signal),
    staleTime: 10_000,
  });
  const lake = useQuery({
    queryKey: ['lake', 'tables'],
    queryFn: ({ signal }) => get<LakeSqlTable[]>('/api/lake/tables', signal),
    staleTime: 60_000,
  });
  const named = useMemo(() => namedTables(tables.data, lake.data), [tables.data, lake.data]);
  const [editor, setEditor] = useState<Editor | null>(null);
  const run = useCallback((sql: string) => {
    if (!sql.trim()) return;
    setKnown(sql);
    setText(sql);
    setRuns((n) => n + 1);
    navigate(withParams(here(), { q: sql }));
  }, []);
  return (
    <div className="page sql">
      <TableTree
        tables={tables.data && named}
        error={tables.error ?? lake.error}
        insert={(name) => editor?.insert(name)}
      />
      <div className="sql-main">
        <EditorBox text={text} tables={named} onChange={setText} onRun={run} onMount={setEditor} />
        <div className="toolbar">
          <button
            type="button"
            className="button primary"
            disabled={!text.trim()}
            onClick={() => run(text)}
          >
            <Play size={13} aria-hidden="true" />
            Run
          </button>
          <kbd>{/Mac/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl Enter'}</kbd>
          <button
            type="button"
            className="button toggle"
            aria-pressed={live}
            disabled={!asked}
            title="Run again whenever one of the tables changes"
            onClick={() => navigate(withParams(here(), { live: live ? null : '1' }), 'replace')}
          >
            <Radio size={14} aria-hidden="true" />
            Live
          </button>
          <Limit limit={limit} />
          <Exports sql={asked} />
        </div>
        {!asked && (
          <Empty title="Ask the live store.">
            Every table is there as its source has it (plant.public.item) and as the model has it
            (model.item); unified.item has one row for what several sources have. The lake has the
            same tables and every change of them (lake.model.item, lake.model.item_history); FOR
            TIMESTAMP AS OF '2026-01-31 12:00' after any table tells how it was. The dialect is
            DuckDB’s.
          </Empty>
        )}
        {asked && live && <LiveAnswer sql={asked} />}
        {asked && !live && <OnceAnswer key={asked} sql={asked} limit={limit} runs={runs} />}
      </div>
    </div>
  );
}

const KINDS: Table['kind'][] = ['model', 'unified', 'raw'];

/** Tables of the model, of it unified, of the sources and of the lake, in this order. */
function namedTables(tables: Table[] = [], lake: LakeSqlTable[] = []): NamedTable[] {
  return [
    ...tables.toSorted(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name),
    ),
    ...lake.map((table) => ({ ...table, rows: null })),
  ];
}

function Limit({ limit }: { limit: number }) {
  return (
    <select
      className="select"
      aria-label="Most rows"
      value={limit}
      onChange={(event) =>
        navigate(
          withParams(here(), {
            limit: event.target.value === String(LIMITS[0]) ? null : event.target.value,
          }),
          'replace',
        )
      }
    >
      {LIMITS.map((each) => (
        <option key={each} value={each}>
          {count(each)} rows
        </option>
      ))}
    </select>
  );
}

function Exports({ sql }: { sql: string }) {
  const [copied, setCopied] = useState(false);
  if (!sql) return null;
  const share = () => {
    void navigator.clipboard.writeText(window.location.href).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <div className="end">
      <a className="button" href={downloadAddress(sql, 'csv')} download="answer.csv">
        <Download size={14} aria-hidden="true" />
        CSV
      </a>
      <a className="button" href={downloadAddress(sql, 'arrow')} download="answer.arrow">
        <Download size={14} aria-hidden="true" />
        Arrow
      </a>
      <button type="button" className="button" onClick={share}>
        <Link2 size={14} aria-hidden="true" />
        {copied ? 'Copied' : 'Link'}
      </button>
    </div>
  );
}

function OnceAnswer({ sql, limit, runs }: { sql: string; limit: number; runs: number }) {
  const answer = useQuery({
    queryKey: ['sql', sql, limit, runs],
    queryFn: ({ signal }) => runSql(sql, { limit, signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    placeholderData: (previous) => previous,
  });
  if (answer.error) return <Refused problem={problemOf(answer.error)} />;
  if (!answer.data) return <Bones lines={8} />;
  const { data } = answer;
  return (
    <AnswerView
      answer={data}
      said={`${counted(data.row_count, 'row')}${data.truncated ? ', more were left off' : ''} · ${duration(data.elapsed_ms)}`}
    />
  );
}

function LiveAnswer({ sql }: { sql: string }) {
  const answer = useLive(sql);
  if (answer.problem) return <Refused problem={answer.problem} />;
  if (answer.state === 'loading') return <Bones lines={8} />;
  const { columns, rows, truncated } = answer;
  const whole: Answer = { columns, rows, row_count: rows.length, truncated, elapsed_ms: 0 };
  return (
    <AnswerView
      answer={whole}
      asOf={answer.asOf}
      said={`${counted(rows.length, 'row')}${truncated ? ', more were left off' : ''} · live`}
    />
  );
}

function Refused({ problem }: { problem: Problem }) {
  return (
    <div className="sql-problem">
      <ProblemNote problem={problem} />
    </div>
  );
}

function AnswerView({
  answer,
  said,
  asOf,
}: {
  answer: Answer;
  said: string;
  asOf?: string | null;
}) {
  const { params } = usePlace();
  const chart = params.get('view') === 'chart';
  const only = answer.rows.length === 1 && answer.columns.length === 1;
  const show = (view: string | null) => navigate(withParams(here(), { view }), 'replace');
  return (
    <>
      <div className="sql-said">
        <div className="segments" role="group" aria-label="Show as">
          <button type="button" aria-pressed={!chart} onClick={() => show(null)}>
            Table
          </button>
          <button type="button" aria-pressed={chart} onClick={() => show('chart')}>
            Chart
          </button>
        </div>
        <span className="mute" role="status">
          {said}
        </span>
      </div>
      {only && <OnlyValue answer={answer} asOf={asOf ?? null} />}
      {chart ? <AnswerChart answer={answer} /> : !only && <AnswerTable answer={answer} />}
    </>
  );
}

/** An answer of one value, large. Benchmarks watch its attributes to see when a change was painted. */
function OnlyValue({ answer, asOf }: { answer: Answer; asOf: string | null }) {
  const value = answer.rows[0]?.[0];
  const column = answer.columns[0];
  const text = readable(value, column?.type ?? '');
  return (
    <div className="only">
      <span className="mute">{column?.name}</span>
      <output data-live-value={String(value)} data-as-of={asOf ?? undefined}>
        <Tinted text={text} />
      </output>
    </div>
  );
}
