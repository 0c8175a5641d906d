import type { Sensor } from './changes';

/** The map's symbol of a sensor, for the list and the legend. */
export function Symbol({ of }: { of: Pick<Sensor, 'moving' | 'late' | 'beyondLimit'> }) {
  const tone = of.beyondLimit ? '--bad-mark' : of.late ? '--warn-mark' : '--accent';
  return (
    <svg width="12" height="12" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <g fill={`var(${tone})`}>{shape(of)}</g>
    </svg>
  );
}

function shape(of: Pick<Sensor, 'moving' | 'late' | 'beyondLimit'>) {
  if (of.beyondLimit) return <path d="M32 5 61 56H3z" />;
  if (of.late) return <path d="M32 6 58 32 32 58 6 32z" />;
  return of.moving ? <path d="M32 4 54 56 32 44 10 56z" /> : <circle cx="32" cy="32" r="20" />;
}
