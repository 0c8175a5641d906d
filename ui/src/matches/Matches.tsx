import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Check, Undo2, X } from 'lucide-react';
import { send } from '../api/client';
import type { DecidedPair, PairState } from '../api/types';
import { count, words } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote } from '../frame/states';
import { useLive } from '../live/hooks';
import { here, navigate, usePlace, withParams } from '../place/location';
import { PairView } from './PairView';
import {
  COUNTS,
  MOST_PAIRS,
  pairOf,
  pairsSql,
  STATUSES,
  sureness,
  titleOf,
  type Pair,
  type PairStatus,
  type Subject,
} from './pairs';
import './matches.css';

type Decision = DecidedPair['decision'];

const SUBJECTS: [Subject, string][] = [
  ['item', 'Items'],
  ['party', 'Organisations'],
];

/** Rows of several sources that may be the same: somebody says whether they are. */
export function Matches() {
  const { params } = usePlace();
  const subject: Subject = params.get('table') === 'party' ? 'party' : 'item';
  const status = STATUSES.find((one) => one === params.get('status')) ?? 'proposed';
  return (
    <div className="page matching">
      <Choice subject={subject} status={status} />
      <Worklist key={`${subject} ${status}`} subject={subject} status={status} />
    </div>
  );
}

function Choice({ subject, status }: { subject: Subject; status: PairStatus }) {
  const counts = useLive(COUNTS);
  const many = (of: Subject, is: PairStatus) =>
    counts.rows.find((row) => row[0] === of && row[1] === is)?.[2] ?? 0;
  const go = (changes: Record<string, string | null>) =>
    navigate(withParams(here(), { pair: null, ...changes }), 'replace');
  return (
    <div className="toolbar">
      <div className="segments" role="group" aria-label="What is compared">
        {SUBJECTS.map(([of, title]) => (
          <button
            key={of}
            type="button"
            aria-pressed={of === subject}
            onClick={() => go({ table: of === 'item' ? null : of })}
          >
            {title} <span className="mute">{count(many(of, 'proposed'))}</span>
          </button>
        ))}
      </div>
      <div className="segments" role="group" aria-label="What was decided">
        {STATUSES.map((is) => (
          <button
            key={is}
            type="button"
            aria-pressed={is === status}
            onClick={() => go({ status: is === 'proposed' ? null : is })}
          >
            {words(is)} <span className="mute">{count(many(subject, is))}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function Worklist({ subject, status }: { subject: Subject; status: PairStatus }) {
  const { params } = usePlace();
  const answer = useLive(pairsSql(subject, status));
  const pairs = useMemo(
    () => answer.rows.map((row) => pairOf(subject, row)),
    [answer.rows, subject],
  );
  const asked = params.get('pair');
  // A pair that was decided leaves the list: the one that follows has been chosen already.
  const at = Math.max(
    0,
    pairs.findIndex((pair) => pair.id === asked),
  );
  const chosen = pairs[at];
  const choose = useCallback((pair: Pair | undefined) => {
    if (pair) navigate(withParams(here(), { pair: pair.id }), 'replace');
  }, []);
  const { decide, undo, undone, done, error, busy } = useDecisions();
  const act = (decision: Decision) => {
    if (chosen && !busy) {
      choose(pairs[at + 1] ?? pairs[at - 1]);
      decide(chosen, decision);
    }
  };
  useKeys({
    ArrowDown: () => choose(pairs[at + 1]),
    ArrowUp: () => choose(pairs[at - 1]),
    c: () => status !== 'confirmed' && act('confirmed'),
    r: () => status !== 'rejected' && act('rejected'),
    u: () => done && undo(),
  });
  return (
    <>
      <div role="status" className="decided">
        {done && !error && (
          <>
            <span>
              {undone ? 'Taken back' : words(done.decision)}: {titleOf(done.pair)}
            </span>
            {!undone && (
              <button type="button" className="button" onClick={undo} disabled={busy}>
                <Undo2 size={13} aria-hidden="true" />
                Undo <kbd aria-hidden="true">U</kbd>
              </button>
            )}
          </>
        )}
      </div>
      {error && <ErrorNote error={error} />}
      {answer.problem && <ProblemNote problem={answer.problem} />}
      {answer.state === 'loading' && <Bones lines={12} />}
      {answer.state === 'ready' && pairs.length === 0 && <Nothing status={status} />}
      {chosen && (
        <div className="pairs">
          <List pairs={pairs} chosen={chosen} choose={choose} />
          <section className="card pair" aria-label={titleOf(chosen)}>
            <PairView pair={chosen} />
            <footer className="toolbar">
              {status !== 'confirmed' && (
                <button
                  type="button"
                  className="button primary"
                  disabled={busy}
                  onClick={() => act('confirmed')}
                >
                  <Check size={14} aria-hidden="true" />
                  The same <kbd aria-hidden="true">C</kbd>
                </button>
              )}
              {status !== 'rejected' && (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() => act('rejected')}
                >
                  <X size={14} aria-hidden="true" />
                  Not the same <kbd aria-hidden="true">R</kbd>
                </button>
              )}
              {(status === 'confirmed' || status === 'rejected') && (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() => act('none')}
                >
                  <Undo2 size={13} aria-hidden="true" />
                  Take it back
                </button>
              )}
            </footer>
          </section>
        </div>
      )}
    </>
  );
}

/** Writes decisions, and keeps the last to take it back. */
function useDecisions() {
  const [done, setDone] = useState<{ pair: Pair; decision: Decision } | null>(null);
  const [undone, setUndone] = useState(false);
  const write = useMutation({
    mutationFn: ({ pair, decision }: { pair: Pair; decision: Decision }) => {
      const body: DecidedPair = {
        table: pair.subject,
        system: pair.system,
        key: pair.key,
        other_system: pair.otherSystem,
        other_key: pair.otherKey,
        decision,
      };
      return send<PairState>('PUT', '/api/cross-reference/decision', body);
    },
  });
  const decide = (pair: Pair, decision: Decision) =>
    write.mutate(
      { pair, decision },
      {
        onSuccess: () => {
          setDone({ pair, decision });
          setUndone(decision === 'none');
        },
      },
    );
  const undo = () => {
    if (!done || undone) return;
    write.mutate({ pair: done.pair, decision: 'none' }, { onSuccess: () => setUndone(true) });
  };
  return { decide, undo, undone, done, error: write.error, busy: write.isPending };
}

/** Keys for the whole page, but not while somebody types. */
function useKeys(keys: Record<string, () => unknown>) {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const within = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (within?.closest('input, textarea, select, dialog, .panel')) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function List({
  pairs,
  chosen,
  choose,
}: {
  pairs: Pair[];
  chosen: Pair;
  choose: (pair: Pair) => void;
}) {
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const list = current.current?.closest('ul');
    // On a phone the list does not scroll by itself, and the page is to stay where it is.
    if (list && list.scrollHeight > list.clientHeight) {
      current.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [chosen.id]);
  return (
    <nav className="card pair-list" aria-label="Pairs">
      <ul>
        {pairs.map((pair) => (
          <li key={pair.id}>
            <button
              type="button"
              ref={pair === chosen ? current : null}
              aria-current={pair === chosen ? 'true' : undefined}
              onClick={() => choose(pair)}
            >
              <span className="name">{titleOf(pair)}</span>
              <span className="mute">
                {pair.system}, {pair.otherSystem}
              </span>
              <span className="sure">{sureness(pair)}</span>
            </button>
          </li>
        ))}
      </ul>
      {pairs.length === MOST_PAIRS && (
        <p className="mute">The first {MOST_PAIRS}. More follow as these are decided.</p>
      )}
    </nav>
  );
}

function Nothing({ status }: { status: PairStatus }) {
  return status === 'proposed' ? (
    <Empty title="Nothing waits for you.">
      Pairs of rows that may be the same come here as soon as two sources have them.
    </Empty>
  ) : (
    <Empty title={`No pair is ${status}.`} />
  );
}
