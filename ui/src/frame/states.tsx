import type { ReactNode } from 'react';
import { problemOf } from '../api/client';
import type { Health, Problem, SourceState, Value } from '../api/types';
import { words } from '../format/format';
import { Mark, type Shape, type Tone } from './Mark';

const STATUS: Record<string, [Shape, Tone]> = {
  draft: ['dash', 'idle'],
  open: ['ring', 'accent'],
  allocated: ['half', 'accent'],
  partly_shipped: ['half', 'accent'],
  partly_received: ['half', 'accent'],
  shipped: ['play', 'ok'],
  received: ['check', 'ok'],
  closed: ['check', 'idle'],
  delivered: ['check', 'ok'],
  cancelled: ['cross', 'idle'],
  planned: ['ring', 'idle'],
  picked: ['half', 'accent'],
  in_transit: ['play', 'accent'],
  arrived: ['check', 'accent'],
  acknowledged: ['half', 'warn'],
  resolved: ['check', 'ok'],
  dismissed: ['dash', 'idle'],
  running: ['dot', 'ok'],
  streaming: ['dot', 'ok'],
  snapshot: ['half', 'accent'],
  starting: ['half', 'accent'],
  stopping: ['half', 'warn'],
  stopped: ['dash', 'idle'],
  failed: ['warn', 'bad'],
  ok: ['dot', 'ok'],
  slow: ['half', 'warn'],
  warning: ['warn', 'warn'],
  idle: ['ring', 'idle'],
  met: ['check', 'ok'],
  violated: ['warn', 'warn'],
  pending: ['half', 'accent'],
  changed: ['half', 'warn'],
  not_started: ['ring', 'warn'],
  certain: ['dot', 'ok'],
  proposed: ['ring', 'accent'],
  confirmed: ['check', 'ok'],
  rejected: ['cross', 'idle'],
};

/** A code of a status column as a shape and a word. */
export function Status({ code }: { code: Value | undefined }) {
  const [shape, tone] = STATUS[String(code)] ?? ['dot', 'idle'];
  return (
    <span className="status">
      <Mark shape={shape} tone={tone} />
      {words(code ?? 'unknown')}
    </span>
  );
}

export function sourceMark(
  state: SourceState,
  lagMillis: number | null,
  warning: string | null,
): [Shape, Tone] {
  if (warning && state !== 'failed') return ['warn', 'warn'];
  if (state === 'streaming' && (lagMillis ?? 0) > 1000) return ['half', 'warn'];
  return STATUS[state] ?? ['dot', 'idle'];
}

export function healthMark(state: Health): [Shape, Tone] {
  return STATUS[state] ?? ['dot', 'idle'];
}

/** What happened, what to do, and the code to look it up with. */
export function ProblemNote({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const where = [problem.source_file, problem.line, problem.column].filter((part) => part != null);
  return (
    <div className="notice error" role="alert">
      <strong>{problem.message}</strong>
      <span>{problem.remedy}</span>
      <span className="where">
        <code>{problem.code}</code>
        {where.length > 0 && (
          <>
            {' '}
            · <code>{where.join(':')}</code>
          </>
        )}
      </span>
      {children}
    </div>
  );
}

/** What a source says will go wrong, with the remedy, while all still goes well. */
export function WarningNote({ source, text }: { source: string; text: string }) {
  return (
    <div className="notice warning" role="status">
      <strong>{source} needs attention while it still runs.</strong>
      <span>{text}</span>
    </div>
  );
}

export function ErrorNote({ error }: { error: unknown }) {
  return <ProblemNote problem={problemOf(error)} />;
}

/** What would be here, and how to get it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children && <span className="mute">{children}</span>}
    </div>
  );
}

export function Bones({ lines, width = 100 }: { lines: number; width?: number }) {
  return (
    <div className="bones" aria-hidden="true">
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="bone" style={{ width: `${width - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
