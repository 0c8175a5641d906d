import { describe, expect, it } from 'vitest';
import { Playback, speedsFor } from './playback';

const HOUR = 3_600_000;

function playback() {
  let tick: ((millis: number) => void) | undefined;
  const played = new Playback((each) => {
    tick = each;
    return () => (tick = undefined);
  });
  return { played, tick: (millis: number) => tick?.(millis), runs: () => tick !== undefined };
}

describe('Playback', () => {
  it('has speeds that are easily said', () => {
    expect(speedsFor(40 * HOUR)).toEqual([1000, 5000, 10_000]);
    expect(speedsFor(1000)).toEqual([1, 1, 1]);
  });

  it('follows the end of a journey that goes on until another moment is looked at', () => {
    const { played } = playback();
    played.span(0, 10 * HOUR);
    expect(played.current().at).toBe(10 * HOUR);
    played.span(0, 11 * HOUR);
    expect(played.current().at).toBe(11 * HOUR);
    played.seek(2 * HOUR);
    played.span(0, 12 * HOUR);
    expect(played.current().at).toBe(2 * HOUR);
  });

  it('plays from the beginning when it is at its end, and stops there again', () => {
    const { played, tick, runs } = playback();
    played.span(0, HOUR);
    played.faster(60);
    played.toggle();
    expect(played.current()).toMatchObject({ at: 0, playing: true });
    tick(1000);
    expect(played.current().at).toBe(60_000);
    tick(HOUR);
    expect(played.current()).toMatchObject({ at: HOUR, playing: false });
    expect(runs()).toBe(false);
  });

  it('stops when nobody looks any more', () => {
    const { played, runs } = playback();
    const leave = played.subscribe(() => undefined);
    played.span(0, HOUR);
    played.toggle();
    expect(runs()).toBe(true);
    leave();
    expect(runs()).toBe(false);
  });
});
