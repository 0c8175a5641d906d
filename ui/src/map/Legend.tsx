import { useSyncExternalStore } from 'react';
import { count } from '../format/format';
import { onScheme, palette, STEPS } from './colours';
import { Symbol } from './Symbol';

const STATES = [
  ['Moving', { moving: true, late: false, beyondLimit: false }],
  ['Standing', { moving: false, late: false, beyondLimit: false }],
  ['Late', { moving: false, late: true, beyondLimit: false }],
  ['Beyond limit', { moving: false, late: false, beyondLimit: true }],
] as const;

let scale = '';
const colours = () => {
  const next = palette()
    .scale.map((c) => `rgb(${c.slice(0, 3).join(' ')})`)
    .join('|');
  if (next !== scale) scale = next;
  return scale;
};

/** What shapes and colours mean. */
export function Legend({ kind }: { kind: 'sensors' | 'cells' }) {
  const shades = useSyncExternalStore(onScheme, colours).split('|');
  if (kind === 'sensors') {
    return (
      <ul className="map-legend" aria-label="Legend">
        {STATES.map(([word, of]) => (
          <li key={word}>
            <Symbol of={of} />
            {word}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="map-legend" aria-label="Legend: sensors in a cell">
      <li className="mute">Sensors in a cell</li>
      {shades.map((shade, i) => (
        <li key={shade} className="map-step">
          <span className="map-shade" style={{ background: shade }} />
          {i === 0 ? `below ${count(STEPS[0] ?? 0)}` : `from ${count(STEPS[i - 1] ?? 0)}`}
        </li>
      ))}
      {STATES.slice(2).map(([word, of]) => (
        <li key={word}>
          <Symbol of={of} />
          {word} in it
        </li>
      ))}
    </ul>
  );
}
