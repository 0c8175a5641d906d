import { useEffect, useRef } from 'react';
import type { SeriesChart, SeriesProps } from '../charts/series';
import { duration, rate } from '../format/format';
import { usePulse } from '../live/hooks';
import { pulse, type Recent } from '../live/pulse';

/** The last minutes of freshness and of the rate, a point a second. */
export function Rhythm() {
  const { pulse: now } = usePulse();
  return (
    <section className="card">
      <header>
        <h2>Last minutes</h2>
        <span className="more mute">since this page was opened, at most 5 min</span>
      </header>
      <div className="rhythm">
        <Plot
          label="Freshness"
          now={duration(now?.freshness.now_ms)}
          values={(recent) => recent.freshness}
          format={duration}
        />
        <Plot
          label="Changes"
          now={rate(now?.changes_per_second)}
          values={(recent) => recent.changes}
          format={rate}
        />
      </div>
    </section>
  );
}

function Plot({
  label,
  now,
  values,
  format,
}: {
  label: string;
  now: string;
  values: (recent: Recent) => (number | null)[];
  format: SeriesProps['format'];
}) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ label, values, format });
  useEffect(() => {
    latest.current = { label, values, format };
  });
  useEffect(() => {
    let chart: SeriesChart | undefined;
    let gone = false;
    const series = () => ({ at: pulse.recent.at, values: latest.current.values(pulse.recent) });
    const leave = pulse.subscribe(() => chart?.update(series()));
    void import('../charts/series').then(({ mountSeries }) => {
      if (!gone && box.current) chart = mountSeries(box.current, series(), latest.current);
    });
    return () => {
      gone = true;
      leave();
      chart?.destroy();
    };
  }, []);
  return (
    <figure>
      <figcaption>
        <b className="strong">{label}</b> <span className="tabular">{now}</span>
      </figcaption>
      <div ref={box} className="plot" role="img" aria-label={`${label} over the last minutes`} />
    </figure>
  );
}
