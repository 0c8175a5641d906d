import { useCallback, useSyncExternalStore } from 'react';
import { Pause, Play } from 'lucide-react';
import { absolute, isNumeric, quantity, unit } from '../format/format';
import { speedText } from '../map/words';
import type { Playback, PlaybackNow } from './playback';
import { stepAt, type Track } from './track';
import type { Sensor } from './Track';

export function usePlayback(playback: Playback): PlaybackNow {
  return useSyncExternalStore(
    useCallback((listener: () => void) => playback.subscribe(listener), [playback]),
    useCallback(() => playback.current(), [playback]),
  );
}

/** Goes through a journey: play, the moment, how fast. */
export function Player({
  playback,
  track,
  sensor,
}: {
  playback: Playback;
  track: Track;
  sensor: Sensor;
}) {
  const { from, to, at, playing, speed, speeds } = usePlayback(playback);
  const step = stepAt(track, at);
  const value = track.values[step];
  const words = [
    absolute(at),
    ...(isNumeric(track.speeds[step]) ? [speedText(track.speeds[step])] : []),
    ...(isNumeric(value) ? [quantity(Number(value.toFixed(1)), unit(sensor.uom))] : []),
  ];
  return (
    <div className="player" role="group" aria-label="Playback">
      <button
        type="button"
        className="button icon"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={() => playback.toggle()}
      >
        {playing ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
      </button>
      <input
        type="range"
        className="range"
        aria-label="Moment"
        aria-valuetext={words.join(', ')}
        min={from}
        max={to}
        step={Math.max(1, Math.round((to - from) / 1000))}
        value={at}
        onChange={(event) => playback.seek(Number(event.target.value))}
        onKeyDown={(event) => {
          if (event.key !== ' ') return;
          event.preventDefault();
          playback.toggle();
        }}
      />
      <select
        className="select"
        aria-label="Speed"
        value={speed}
        onChange={(event) => playback.faster(Number(event.target.value))}
      >
        {[...new Set(speeds)].map((each) => (
          <option key={each} value={each}>
            {each.toLocaleString()}×
          </option>
        ))}
      </select>
      <span className="tabular player-moment">{words.join(' · ')}</span>
    </div>
  );
}
