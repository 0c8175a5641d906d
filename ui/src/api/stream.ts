import { refusal } from './client';

export interface ServerEvent {
  event: string;
  data: string;
}

/** Cuts a text/event-stream, arriving in arbitrary pieces, into events. */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const text = this.rest + chunk;
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end < 0) break;
      const line = text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end);
      from = end + 1;
      this.line(line, events);
    }
    this.rest = text.slice(from);
    return events;
  }

  private line(line: string, events: ServerEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) {
        events.push({ event: this.event || 'message', data: this.data.join('\n') });
      }
      this.event = '';
      this.data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
  }
}

/** Waits before the next attempt: 0.5 s, 1 s, 2 s … 5 s, with some jitter. */
export function backoffMillis(attempt: number, random: number): number {
  return Math.min(5000, 500 * 2 ** Math.min(attempt, 10)) * (0.8 + 0.4 * random);
}

export interface StreamOptions {
  path: string;
  init: RequestInit;
  /** A stream that says nothing for this long counts as gone. */
  silenceMillis: number;
  onEvent: (event: ServerEvent) => void;
  onState: (state: 'live' | 'gone', error?: unknown) => void;
}

/** Keeps an event stream open until the returned function is called. */
export function openStream(options: StreamOptions): () => void {
  let closed = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller = new AbortController();
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const heard = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => controller.abort(), options.silenceMillis);
  };

  const run = async () => {
    controller = new AbortController();
    let cause: unknown;
    heard();
    try {
      const response = await fetch(options.path, {
        credentials: 'same-origin',
        ...options.init,
        signal: controller.signal,
      });
      if (!response.ok || !response.body) throw await refusal(response);
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || closed) break;
        heard();
        for (const event of parser.push(value)) {
          attempt = 0;
          options.onState('live');
          options.onEvent(event);
        }
      }
    } catch (error) {
      cause = error;
    }
    clearTimeout(quiet);
    if (closed) return;
    options.onState('gone', cause);
    timer = setTimeout(() => void run(), backoffMillis(attempt++, Math.random()));
  };
  void run();

  return () => {
    closed = true;
    clearTimeout(timer);
    clearTimeout(quiet);
    controller.abort();
  };
}
