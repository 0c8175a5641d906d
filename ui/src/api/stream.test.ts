import { describe, expect, it } from 'vitest';
import { backoffMillis, EventParser } from './stream';

describe('EventParser', () => {
  const whole = 'event: rows\ndata: {"id":"q"}\n\nevent: ping\ndata: {}\n\n';
  const events = [
    { event: 'rows', data: '{"id":"q"}' },
    { event: 'ping', data: '{}' },
  ];

  it('reads events that arrive at once', () => {
    expect(new EventParser().push(whole)).toEqual(events);
  });

  it('reads events cut at any place', () => {
    for (let cut = 1; cut < whole.length; cut++) {
      const parser = new EventParser();
      const found = [...parser.push(whole.slice(0, cut)), ...parser.push(whole.slice(cut))];
      expect(found).toEqual(events);
    }
  });

  it('understands carriage returns, comments and data of several lines', () => {
    const text = ': hello\r\nevent: x\r\ndata: 1\r\ndata: 2\r\n\r\n';
    expect(new EventParser().push(text)).toEqual([{ event: 'x', data: '1\n2' }]);
  });

  it('gives nothing for an event that is not finished', () => {
    expect(new EventParser().push('event: rows\ndata: {}\n')).toEqual([]);
  });
});

describe('backoffMillis', () => {
  it('doubles from half a second and stays at five', () => {
    expect([0, 1, 2, 3, 4, 50].map((n) => backoffMillis(n, 0.5))).toEqual([
      500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });
});
