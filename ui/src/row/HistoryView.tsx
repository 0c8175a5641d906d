import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { History, Table, Value } from '../api/types';
import { absolute, count, NONE, plain, readable, relative, time } from '../format/format';
import { Bones, Empty, ErrorNote } from '../frame/states';
import { useNow } from '../live/hooks';
import { keyOf, useSourceRow } from './origin';
import type { RowInFocus } from './RowPanel';

/** A row's changes as the lake has them: in its source, or in the model. */
export function HistoryView({
  table,
  keyValues,
  focus,
}: {
  table: Table;
  keyValues: string[];
  focus?: RowInFocus;
}) {
  const model = table.kind === 'model' && focus !== undefined;
  const [side, setSide] = useState<'source' | 'model'>('source');
  const { found } = useSourceRow(model ? focus : undefined);
  // Where many raw rows make one, none of their histories is this row's.
  const single = found.data?.answer.rows.length === 1 ? found.data : null;
  const row = single?.answer.rows[0];
  const source = model && side === 'source' && single && row ? single : null;
  if (model && side === 'source' && found.isFetching && !found.data) return <Bones lines={8} />;
  return (
    <>
      {model && single && (
        <div className="segments" role="group" aria-label="Which history">
          {(['source', 'model'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={side === each}
              onClick={() => setSide(each)}
            >
              {each === 'source' ? single.table.name : table.name}
            </button>
          ))}
        </div>
      )}
      {source && row ? (
        <Changes table={source.table} keyValues={keyOf(source.table, source.answer, row)} />
      ) : (
        <Changes table={table} keyValues={keyValues} />
      )}
    </>
  );
}

function Changes({ table, keyValues }: { table: Table; keyValues: string[] }) {
  const key = JSON.stringify(Object.fromEntries(table.key.map((name, i) => [name, keyValues[i]])));
  const query = new URLSearchParams({ table: table.name, key, limit: '200' });
  const history = useQuery({
    queryKey: ['history', table.name, key],
    queryFn: ({ signal }) => get<History>(`/api/history?${query.toString()}`, signal),
    refetchInterval: 10_000,
  });
  if (history.error) return <ErrorNote error={history.error} />;
  if (!history.data) return <Bones lines={8} />;
  if (history.data.changes.length === 0) {
    return (
      <Empty title="No change of this row is in the lake yet.">
        The lake commits every few seconds; the row appears with the next commit.
      </Empty>
    );
  }
  return <Slider history={history.data} table={table} />;
}

function Slider({ history, table }: { history: History; table: Table }) {
  // Counted from the oldest, so that new changes do not move the chosen one.
  const [chosen, setChosen] = useState<number | null>(null);
  const now = useNow();
  const id = useId();
  const changes = history.changes.toReversed();
  const last = changes.length - 1;
  const at = Math.min(chosen ?? last, last);
  const change = changes[at];
  const previous = changes[at - 1]?.row ?? null;
  const commit = time(change?.commit_time ?? null);
  const asOf = time(history.as_of);
  if (!change) return null;
  const names = table.columns.map((c) => c.name).filter((name) => change.row && name in change.row);
  return (
    <div className="history">
      <label htmlFor={id}>
        Change {count(at + 1)} of {count(changes.length)}
        <span className="mute">{asOf !== null && `lake as of ${relative(asOf, now)}`}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={at}
        disabled={last === 0}
        aria-valuetext={`${change.op} ${commit === null ? '' : absolute(commit)}`}
        onChange={(event) => setChosen(Number(event.target.value))}
      />
      <p>
        <b>{change.op}</b> {commit === null ? NONE : absolute(commit)}
        {commit !== null && <span className="mute"> ({relative(commit, now)})</span>}
      </p>
      <p className="mute">
        Position <code>{change.position}</code>
      </p>
      <dl className="fields">
        {names.map((name) => {
          const type = table.columns.find((c) => c.name === name)?.type ?? '';
          const value: Value = change.row?.[name] ?? null;
          const old: Value = previous?.[name] ?? null;
          const changed = previous !== null && plain(value) !== plain(old);
          return (
            <div key={name} className={changed ? 'changed' : undefined}>
              <dt>{name}</dt>
              <dd>
                {readable(value, type) || <span className="mute">{NONE}</span>}
                {changed && <span className="was">was {readable(old, type) || 'empty'}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
