import type { Value } from '../api/types';
import { duration, isNumeric, plain, quantity, since, time, unit } from '../format/format';
import { COLUMN as C } from './query';

/** What is known of a shipment that tells how it stands; times in milliseconds since 1970. */
export interface Standing {
  state: string;
  plannedDeparture: number | null;
  departed: number | null;
  plannedArrival: number | null;
  estimated: number | null;
  arrived: number | null;
  silentSince: number | null;
  beyondLimit: boolean;
  measured: Value;
  uom: Value;
  /** What the worst of its open exceptions says. */
  trouble: string;
  moving: boolean | null;
  /** Whether something is wrong with it, as the list counts. */
  astray: boolean;
  /** What happened last that tells what holds it up. */
  event: { kind: string; place: string; at: number; text: string } | null;
}

/** So far behind its plan a shipment counts as on time yet. */
export const GRACE_MILLIS = 30 * 60_000;
const OVER = new Set(['delivered', 'cancelled', 'arrived']);

/** How far behind its plan it is, or will be, in milliseconds; negative when ahead, null when unknown. */
export function behind(s: Standing, now: number): number | null {
  if (s.plannedArrival === null || s.state === 'cancelled') return null;
  if (s.arrived !== null) return s.arrived - s.plannedArrival;
  if (OVER.has(s.state)) return null;
  const expected = Math.max(s.estimated ?? s.plannedArrival, now);
  return s.estimated === null && expected === s.plannedArrival ? null : expected - s.plannedArrival;
}

/** How late it is or will be. */
function lateness(s: Standing, now: number): string {
  const millis = behind(s, now);
  if (millis === null || s.plannedArrival === null) return '';
  if (s.arrived !== null) {
    return Math.abs(millis) < GRACE_MILLIS
      ? 'arrived as planned'
      : `arrived ${duration(millis)} ${millis > 0 ? 'late' : 'early'}`;
  }
  if (millis > GRACE_MILLIS && s.estimated !== null && s.estimated > now) {
    return `expected ${duration(millis)} behind plan`;
  }
  return s.plannedArrival < now ? `${duration(now - s.plannedArrival)} late` : '';
}

/** What is to be said when less than half an hour is expected, but most like it come later. */
function likely(s: Standing, now: number): string {
  const millis = behind(s, now) ?? 0;
  return millis > 60_000 ? `expected ${duration(millis)} behind plan` : 'may be late';
}

/** What holds it up, as far as its sensors and events tell. */
function cause(s: Standing, now: number): string {
  const { event } = s;
  if (event?.kind === 'delay') return event.text || 'delayed';
  if (event?.kind === 'customs' && s.moving !== true) {
    return `in customs since ${since(event.at, now)}`;
  }
  if (event && s.moving !== true && (event.kind === 'stop' || event.kind === 'gate_in')) {
    const verb = event.kind === 'stop' ? 'stopped' : 'has been';
    return `${verb}${event.place ? ` in ${event.place}` : ''} since ${since(event.at, now)}`;
  }
  return '';
}

/** Why a shipment is late or at risk, in words; empty when nothing is wrong or known. */
export function why(s: Standing, now: number): string {
  const late = lateness(s, now);
  if (OVER.has(s.state)) return s.state === 'cancelled' ? '' : late;
  const reasons: string[] = [];
  if (
    s.departed === null &&
    s.plannedDeparture !== null &&
    s.plannedDeparture < now - GRACE_MILLIS
  ) {
    reasons.push(`not left, ${duration(now - s.plannedDeparture)} after its plan`);
  }
  if (s.beyondLimit) {
    const value = isNumeric(s.measured) ? quantity(s.measured, unit(s.uom)) : 'what it measures';
    reasons.push(`${value} is beyond its limit`);
  } else if (s.trouble) reasons.push(s.trouble);
  if (s.silentSince !== null) reasons.push(`silent since ${since(s.silentSince, now)}`);
  else {
    const held = cause(s, now);
    if (held) reasons.push(held);
  }
  const told = reasons.join(', ');
  if (!late && !told && s.astray) return likely(s, now);
  if (!late) return told;
  return told ? `${late}: ${told}` : late;
}

/** Reads a row of the shipments' queries. */
export function standing(row: Value[]): Standing {
  const eventAt = time(row[C.eventAt]);
  const moving = row[C.moving];
  return {
    state: plain(row[C.state]),
    plannedDeparture: time(row[C.plannedDeparture]),
    departed: time(row[C.departed]),
    plannedArrival: time(row[C.plannedArrival]),
    estimated: time(row[C.estimated]),
    arrived: time(row[C.arrived]),
    silentSince: time(row[C.silentSince]),
    beyondLimit: row[C.beyondLimit] === true,
    measured: row[C.measured] ?? null,
    uom: row[C.uom] ?? null,
    trouble: plain(row[C.trouble]),
    astray: row[C.astray] === true,
    moving: moving === true || moving === false ? moving : null,
    event:
      eventAt === null
        ? null
        : {
            kind: plain(row[C.eventKind]),
            place: plain(row[C.eventPlace]),
            at: eventAt,
            text: plain(row[C.eventText]),
          },
  };
}
