/** A state as a shape; the word beside it says the same, so that colour is never alone. */
export type Shape = 'ring' | 'half' | 'dot' | 'check' | 'warn' | 'cross' | 'dash' | 'play';
export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'accent';

const COLOURS: Record<Tone, string> = {
  ok: 'var(--ok-mark)',
  warn: 'var(--warn-mark)',
  bad: 'var(--bad-mark)',
  idle: 'var(--idle-mark)',
  accent: 'var(--accent)',
};

export function Mark({ shape, tone }: { shape: Shape; tone: Tone }) {
  const colour = COLOURS[tone];
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {drawing(shape, colour)}
    </svg>
  );
}

function drawing(shape: Shape, colour: string) {
  const line = { fill: 'none', stroke: colour, strokeWidth: 1.6, strokeLinecap: 'round' as const };
  switch (shape) {
    case 'ring':
      return <circle cx="6" cy="6" r="4" {...line} />;
    case 'half':
      return (
        <>
          <circle cx="6" cy="6" r="4" {...line} />
          <path d="M6 2a4 4 0 0 1 0 8z" fill={colour} />
        </>
      );
    case 'dot':
      return <circle cx="6" cy="6" r="4.4" fill={colour} />;
    case 'check':
      return <path d="M2 6.4 4.8 9 10 3.2" {...line} strokeWidth={1.9} />;
    case 'warn':
      return <path d="M6 1.2 11.4 10.8H.6z" fill={colour} />;
    case 'cross':
      return <path d="M2.6 2.6l6.8 6.8M9.4 2.6l-6.8 6.8" {...line} strokeWidth={1.9} />;
    case 'dash':
      return <path d="M2.4 6h7.2" {...line} strokeWidth={1.9} />;
    case 'play':
      return <path d="M3 1.8 10 6l-7 4.2z" fill={colour} />;
  }
}
