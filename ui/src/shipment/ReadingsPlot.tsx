import { useEffect, useMemo, useRef } from 'react';
import type { Readings, ReadingsChart } from '../charts/readings';
import { quantity, unit } from '../format/format';
import type { Playback } from './playback';
import type { Track } from './track';
import type { Sensor } from './Track';

/** What the sensor has measured on its way; a click goes to that moment. */
export function ReadingsPlot({
  playback,
  track,
  sensor,
}: {
  playback: Playback;
  track: Track;
  sensor: Sensor;
}) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ReadingsChart | null>(null);
  const { uom, lower, upper } = sensor;
  const readings = useMemo<Readings>(
    () => ({
      at: track.at.map((at) => at / 1000),
      values: track.values,
      least: track.least,
      most: track.most,
      lower,
      upper,
    }),
    [track, lower, upper],
  );
  const newest = useRef(readings);
  useEffect(() => {
    newest.current = readings;
    chart.current?.update(readings);
  }, [readings]);
  useEffect(() => {
    const box = element.current;
    let gone = false;
    void import('../charts/readings').then(({ mountReadings }) => {
      if (gone || !box) return;
      chart.current = mountReadings(box, newest.current, {
        format: (value) => quantity(value, unit(uom)),
        onPick: (at) => playback.seek(at),
      });
      chart.current.mark(playback.current().at);
    });
    const leave = playback.subscribe(() => chart.current?.mark(playback.current().at));
    return () => {
      gone = true;
      leave();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [playback, uom]);
  const limits = [lower, upper].map((each) => (each === null ? '' : quantity(each, unit(uom))));
  const right =
    limits[0] && limits[1]
      ? `Right from ${limits[0]} to ${limits[1]}`
      : limits[0]
        ? `Right from ${limits[0]}`
        : limits[1]
          ? `Right up to ${limits[1]}`
          : 'No limits are set';
  return (
    <figure className="readings">
      <figcaption className="mute">
        Measured{sensor.kind && `: ${sensor.kind}`}. {right}.
      </figcaption>
      <div
        className="readings-plot"
        ref={element}
        role="img"
        aria-label={`What ${sensor.name} has measured on its way. ${right}.`}
      />
    </figure>
  );
}
