import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { Source, Status as ServerStatus } from '../api/types';
import { bytes, duration } from '../format/format';
import { Bones, Empty, ErrorNote, ProblemNote, Status } from '../frame/states';
import { Link } from '../place/Link';
import { address } from '../place/location';
import { DemoRate } from './DemoRate';
import { Rhythm } from './Rhythm';
import { SourceRows } from './SourceRows';
import { Verify } from './Verify';
import './sources.css';

/** Whether everything arrives: the sources, the parts of the program, and the proof. */
export function Sources() {
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => get<ServerStatus>('/api/status', signal),
    refetchInterval: 2000,
  });
  return (
    <div className="page scroll sources">
      {status.error && !status.data && <ErrorNote error={status.error} />}
      <SourceTable sources={status.data?.sources} />
      {/* How high the sources are is known with the status alone: what is below waits for it. */}
      {(status.data ?? status.error) && (
        <>
          <Rhythm />
          <Parts status={status.data} />
          <DemoRate />
          <Verify />
        </>
      )}
    </div>
  );
}

function SourceTable({ sources }: { sources: Source[] | undefined }) {
  return (
    <section className="card wide-card">
      <header>
        <h2>Sources</h2>
      </header>
      {!sources && <Bones lines={6} />}
      {sources?.length === 0 && (
        <Empty title="No source is configured.">Add a file to sources/ and restart.</Empty>
      )}
      {sources && sources.length > 0 && (
        <div className="card-scroll source-table" tabIndex={0} role="region" aria-label="Sources">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">State</th>
                <th scope="col" className="num">
                  Lag
                </th>
                <th scope="col" className="num">
                  Changes
                </th>
                <th scope="col" className="num">
                  Tables
                </th>
                <th scope="col" className="num">
                  Rows
                </th>
                <th scope="col">Last commit</th>
              </tr>
            </thead>
            {sources.map((source) => (
              <SourceRows key={source.name} source={source} />
            ))}
          </table>
        </div>
      )}
    </section>
  );
}

function Parts({ status }: { status: ServerStatus | undefined }) {
  const troubled = status?.mappings.filter((m) => m.error) ?? [];
  return (
    <section className="card">
      <header>
        <h2>This Millrace</h2>
        <span className="more mute">
          {status &&
            `${bytes(status.memory.resident_bytes)} resident · up ${duration(status.uptime_ms)}`}
        </span>
      </header>
      {!status && <Bones lines={6} />}
      {status && (
        <ul className="parts">
          {status.parts.map((part) => (
            <li key={part.name}>
              <span className="part-name">{part.name}</span>
              <Status code={part.state} />
              <span className="mute part-detail">{part.detail}</span>
              <span className="mute num" title="Time to start">
                {duration(part.started_in_ms)}
              </span>
              {part.error && <ProblemNote problem={part.error} />}
            </li>
          ))}
        </ul>
      )}
      {troubled.map((mapping) => (
        <div className="part-problem" key={mapping.name}>
          <Link href={address('/flow', { node: `mapping:${mapping.name}` })}>{mapping.name}</Link>
          {mapping.error && <ProblemNote problem={mapping.error} />}
        </div>
      ))}
    </section>
  );
}
