import { Fragment } from 'react';
import type { SnapshotProgress, Source } from '../api/types';
import { bytes, count, duration, NONE, rate, share, words } from '../format/format';
import { Mark } from '../frame/Mark';
import { ProblemNote, sourceMark, WarningNote } from '../frame/states';
import { Time } from '../frame/Time';
import { Link } from '../place/Link';
import { address } from '../place/location';
import { behind, reading } from './progress';

export const COLUMNS = 7;

/**
 * A source in two lines: its figures, and how far its reading is or how far it is behind. The
 * second is always there and always as high, so that nothing moves when the one becomes the other.
 */
export function SourceRows({ source }: { source: Source }) {
  const warning = source.capture_lag?.warning ?? null;
  const [shape, tone] = sourceMark(source.state, source.lag_ms, warning);
  return (
    <tbody>
      <tr>
        <th scope="row">
          <Link href={address('/flow', { node: `source:${source.name}` })}>{source.name}</Link>
        </th>
        <td>
          <span className="status">
            <Mark shape={shape} tone={tone} />
            {words(source.state)}
          </span>
        </td>
        <td className="num">{duration(source.lag_ms)}</td>
        <td className="num">{rate(source.changes_per_second)}</td>
        <td className="num">
          <Link href={address('/flow', { find: source.name })}>{count(source.tables)}</Link>
        </td>
        <td className="num">{count(source.rows)}</td>
        <td>
          <Time value={source.last_commit_at} />
        </td>
      </tr>
      <tr>
        <td colSpan={COLUMNS}>
          <div className="source-line">
            <span className="mute">{source.connector}</span>
            {source.snapshot ? (
              <Reading source={source.name} snapshot={source.snapshot} />
            ) : (
              <Behind source={source} />
            )}
          </div>
        </td>
      </tr>
      {(source.error ?? warning) && (
        <tr>
          <td colSpan={COLUMNS}>
            <div className="source-notes">
              {source.error && <ProblemNote problem={source.error} />}
              {warning && <WarningNote source={source.name} text={warning} />}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Reading({ source, snapshot }: { source: string; snapshot: SnapshotProgress }) {
  const { percent } = snapshot;
  const parts = reading(snapshot);
  return (
    <>
      <span
        className="bar"
        role="progressbar"
        aria-label={`Rows of ${source} read`}
        aria-valuetext={parts.join(', ')}
        aria-valuenow={percent ?? undefined}
        data-known={percent !== null}
      >
        {percent !== null && <span style={{ width: `${percent}%` }} />}
      </span>
      <b className="strong tabular percent">{percent === null ? NONE : share(percent)}</b>
      <span className="tabular words">
        {parts.map((part, i) => (
          <Fragment key={i}>
            <span className="whole">{i < parts.length - 1 ? `${part} ·` : part}</span>{' '}
          </Fragment>
        ))}
      </span>
    </>
  );
}

function Behind({ source }: { source: Source }) {
  const lag = source.capture_lag;
  return (
    <span className="tabular words">
      <span className="whole">
        <span className="mute">behind the source</span> {behind(lag)}{' '}
        <span className="mute">·</span>
      </span>{' '}
      <span className="whole">
        <span className="mute">log that the source keeps</span>{' '}
        {lag ? bytes(lag.retained_log_bytes) : NONE}
      </span>
    </span>
  );
}
