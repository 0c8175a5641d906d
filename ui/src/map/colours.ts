import { token } from '../frame/token';

export type Colour = [number, number, number, number];

/** What the map is drawn with, out of the same tokens as all else. */
export interface Palette {
  water: string;
  land: string;
  border: string;
  ink: Colour;
  quiet: Colour;
  halo: Colour;
  ok: Colour;
  late: Colour;
  bad: Colour;
  /** From few to many. */
  scale: Colour[];
}

/** How many sensors a cell has at least, for each step of the scale but the first. */
export const STEPS = [10, 100, 1000, 10_000];

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export function onScheme(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}

function colour(hex: string, alpha = 255): Colour {
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), alpha];
}

function between(from: Colour, to: Colour, part: number, alpha: number): Colour {
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [mix(0), mix(1), mix(2), alpha];
}

export function palette(): Palette {
  const accent = colour(token('--accent'));
  const pale = colour(token('--map-few'));
  const deep = colour(token('--map-many'));
  const half = STEPS.length / 2;
  return {
    water: token('--map-water'),
    land: token('--map-land'),
    border: token('--map-border'),
    ink: colour(token('--ink-2')),
    quiet: colour(token('--ink-3')),
    halo: colour(token('--map-land')),
    ok: accent,
    late: colour(token('--warn-mark')),
    bad: colour(token('--bad-mark')),
    scale: Array.from({ length: STEPS.length + 1 }, (_, i) =>
      i <= half
        ? between(pale, accent, i / half, 205)
        : between(accent, deep, (i - half) / half, 205),
    ),
  };
}

/** The step of the scale for so many sensors. */
export function step(sensors: number): number {
  return STEPS.filter((least) => sensors >= least).length;
}
