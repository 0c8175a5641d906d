/** How many times faster than it was, so that all of it takes about so long. */
const SHOWN_SECONDS = [120, 40, 12];

export interface PlaybackNow {
  /** In milliseconds since 1970. */
  from: number;
  to: number;
  at: number;
  playing: boolean;
  /** How many times faster than it was. */
  speed: number;
  speeds: readonly number[];
}

/** A speed that is easily said: 1, 2 or 5 and zeros. */
function round(speed: number): number {
  if (speed <= 1) return 1;
  const zeros = 10 ** Math.floor(Math.log10(speed));
  const lead = speed / zeros;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * zeros;
}

/** From slow to fast, for something that took so many milliseconds. */
export function speedsFor(millis: number): number[] {
  return SHOWN_SECONDS.map((seconds) => round(millis / 1000 / seconds));
}

/**
 * The moment of a journey that is looked at; the slider, the map and the chart share it. It lives
 * outside React, since it may move with each frame.
 */
export class Playback {
  private now: PlaybackNow;
  private readonly listeners = new Set<() => void>();
  private stopClock: (() => void) | undefined;
  /** Whether the end is looked at, so that what comes is followed. */
  private atEnd = true;

  /**
   * @param clock calls with the milliseconds since it called last, until what it returns is called
   */
  constructor(private readonly clock: (tick: (millis: number) => void) => () => void) {
    this.now = { from: 0, to: 0, at: 0, playing: false, speed: 1, speeds: [1] };
  }

  current(): PlaybackNow {
    return this.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.pause();
    };
  }

  /** The journey as it is known now; one that goes on is followed while its end is looked at. */
  span(from: number, to: number): void {
    if (from === this.now.from && to === this.now.to) return;
    const speeds = speedsFor(to - from);
    const speed = speeds.includes(this.now.speed) ? this.now.speed : (speeds[1] ?? 1);
    const at = this.atEnd ? to : Math.max(from, Math.min(to, this.now.at));
    this.put({ from, to, at, speeds, speed });
  }

  seek(at: number): void {
    const { from, to } = this.now;
    const within = Math.max(from, Math.min(to, at));
    this.atEnd = within >= to;
    this.put({ at: within });
  }

  faster(speed: number): void {
    this.put({ speed });
  }

  toggle(): void {
    if (this.now.playing) this.pause();
    else this.play();
  }

  private play(): void {
    if (this.now.at >= this.now.to) this.put({ at: this.now.from });
    this.atEnd = false;
    this.put({ playing: true });
    this.stopClock = this.clock((millis) => {
      this.seek(this.now.at + millis * this.now.speed);
      if (this.now.at >= this.now.to) this.pause();
    });
  }

  private pause(): void {
    this.stopClock?.();
    this.stopClock = undefined;
    if (this.now.playing) this.put({ playing: false });
  }

  private put(change: Partial<PlaybackNow>): void {
    this.now = { ...this.now, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

const STEP_MILLIS = 1000;

/** Moves with each frame, or by steps of a second where motion is not wanted. */
export function screenClock(tick: (millis: number) => void): () => void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    const timer = setInterval(() => tick(STEP_MILLIS), STEP_MILLIS);
    return () => clearInterval(timer);
  }
  let last = performance.now();
  let frame = requestAnimationFrame(function next(time) {
    tick(Math.max(0, time - last));
    last = time;
    frame = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(frame);
}
