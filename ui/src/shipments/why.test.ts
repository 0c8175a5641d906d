import { describe, expect, it } from 'vitest';
import { behind, why, type Standing } from './why';

const NOW = Date.parse('2026-03-02T16:00:00Z');
const at = (hours: number) => NOW + hours * 3_600_000;

const ON_PLAN: Standing = {
  state: 'in_transit',
  plannedDeparture: at(-20),
  departed: at(-20),
  plannedArrival: at(4),
  estimated: at(4.1),
  arrived: null,
  silentSince: null,
  beyondLimit: false,
  measured: null,
  uom: null,
  trouble: '',
  astray: false,
  moving: true,
  event: null,
};

describe('why a shipment is late or at risk', () => {
  it('has nothing to say of one that is on plan', () => {
    expect(why(ON_PLAN, NOW)).toBe('');
  });

  it('tells how far it is behind, and what holds it up', () => {
    const event = { kind: 'stop', place: 'Lyon', at: at(-2), text: '' };
    expect(why({ ...ON_PLAN, estimated: at(7), moving: false, event }, NOW)).toBe(
      'expected 3 h behind plan: stopped in Lyon since 14:00',
    );
    expect(why({ ...ON_PLAN, estimated: at(7), moving: true, event }, NOW)).toBe(
      'expected 3 h behind plan',
    );
  });

  it('needs nothing but the milestones of the ERP', () => {
    const bare = { ...ON_PLAN, estimated: null, moving: null };
    expect(why(bare, NOW)).toBe('');
    expect(behind(bare, NOW)).toBeNull();
    expect(why({ ...bare, plannedArrival: at(-5) }, NOW)).toBe('5 h late');
    const waiting = { ...bare, state: 'planned', departed: null, plannedDeparture: at(-2) };
    expect(why(waiting, NOW)).toBe('not left, 2 h after its plan');
  });

  it('has words for a shipment that most like it would be late', () => {
    expect(why({ ...ON_PLAN, astray: true }, NOW)).toBe('expected 6 min behind plan');
    expect(why({ ...ON_PLAN, astray: true, estimated: at(3) }, NOW)).toBe('may be late');
  });

  it('does not call it expected earlier than now', () => {
    const overdue = { ...ON_PLAN, plannedArrival: at(-5), estimated: at(-1) };
    expect(behind(overdue, NOW)).toBe(5 * 3_600_000);
    expect(why(overdue, NOW)).toBe('5 h late');
  });

  it('names what is measured, the silence of a sensor and an open exception', () => {
    expect(why({ ...ON_PLAN, beyondLimit: true, measured: 11.4, uom: 'cel' }, NOW)).toBe(
      '11.4 °C is beyond its limit',
    );
    expect(why({ ...ON_PLAN, trouble: 'Seal broken', silentSince: at(-30) }, NOW)).toBe(
      'Seal broken, silent since Mar 01, 10:00',
    );
  });

  it('says of one that has arrived how late it was', () => {
    const arrived = { ...ON_PLAN, state: 'delivered', arrived: at(-1) };
    expect(why({ ...arrived, plannedArrival: at(-3) }, NOW)).toBe('arrived 2 h late');
    expect(why({ ...arrived, plannedArrival: at(2) }, NOW)).toBe('arrived 3 h early');
    expect(why({ ...arrived, plannedArrival: at(-1.1) }, NOW)).toBe('arrived as planned');
    expect(why({ ...arrived, state: 'cancelled', beyondLimit: true }, NOW)).toBe('');
  });
});
