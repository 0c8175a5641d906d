import { problemOf } from '../api/client';
import { openStream, type ServerEvent } from '../api/stream';
import type { CellsEvent, Problem, SensorsEvent } from '../api/types';
import { withCells, withSensors, type Contents } from './changes';

/** Silence after which the stream counts as gone; the server pings every 5 s. */
const SILENCE_MILLIS = 12_000;
/** The list beside the map is read, so it moves less often than the map. */
const LIST_MILLIS = 1000;
/** A hidden page gives its connection back after this time. */
const HIDDEN_MILLIS = 20_000;

export interface Watched {
  /** Undefined until the first answer. */
  contents: Contents | undefined;
  problem: Problem | undefined;
}

/**
 * What is in the window of the map, followed over one stream. It lives outside React: the map hears
 * of it at most once a frame, the list at most once a second.
 */
export class MapWatch {
  private watched: Watched = { contents: undefined, problem: undefined };
  private shown = this.watched;
  private query: string | undefined;
  private close: (() => void) | undefined;
  private hidden = false;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly painters = new Set<() => void>();
  private readonly readers = new Set<() => void>();

  /** What the map shows: the newest. */
  newest(): Contents | undefined {
    return this.watched.contents;
  }

  /** What the list shows. */
  current(): Watched {
    return this.shown;
  }

  onFrame(painter: () => void): () => void {
    this.painters.add(painter);
    return () => this.painters.delete(painter);
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  /** Looks through another window; what was seen stays until the first answer. */
  look(query: string): void {
    if (query === this.query) return;
    this.query = query;
    this.open();
  }

  /** Follows until what it returns is called, but not while the page is hidden for long. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const visibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => this.hide(true), HIDDEN_MILLIS);
      else if (this.hidden) this.hide(false);
    };
    document.addEventListener('visibilitychange', visibility);
    this.open();
    return () => {
      document.removeEventListener('visibilitychange', visibility);
      clearTimeout(timer);
      this.stop();
    };
  }

  private hide(hidden: boolean): void {
    this.hidden = hidden;
    this.open();
  }

  private stop(): void {
    this.close?.();
    this.close = undefined;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private open(): void {
    this.close?.();
    this.close = undefined;
    if (this.query === undefined || this.hidden) return;
    let first = true;
    this.close = openStream({
      path: `/api/positions/live?${this.query}`,
      init: { headers: { accept: 'text/event-stream' } },
      silenceMillis: SILENCE_MILLIS,
      onEvent: (event) => {
        if (this.receive(event, first)) first = false;
      },
      onState: (state, error) => {
        if (state === 'live') return;
        first = true;
        this.put({ ...this.watched, problem: error === undefined ? undefined : problemOf(error) });
      },
    });
  }

  private receive({ event, data }: ServerEvent, first: boolean): boolean {
    const before = this.watched.contents;
    if (event === 'sensors') {
      this.put({
        contents: withSensors(before, JSON.parse(data) as SensorsEvent),
        problem: undefined,
      });
    } else if (event === 'cells') {
      this.put({ contents: withCells(before, JSON.parse(data) as CellsEvent), problem: undefined });
    } else return false;
    // Whoever has moved the map waits for this one.
    if (first) this.publish();
    return true;
  }

  private put(watched: Watched): void {
    this.watched = watched;
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.painters.forEach((painter) => painter());
      });
    }
    this.timer ??= setTimeout(() => this.publish(), LIST_MILLIS);
  }

  private publish(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.shown = this.watched;
    this.readers.forEach((reader) => reader());
  }
}
