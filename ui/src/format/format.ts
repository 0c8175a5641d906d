import type { Value } from '../api/types';

const formats = new Map<string, Intl.NumberFormat>();

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(undefined, options);
    formats.set(key, format);
  }
  return format;
}

/** Decimals arrive as text so that no digit is lost; Intl formats them without a detour over double. */
type Numeric = number | string | bigint;

function write(value: Numeric, options: Intl.NumberFormatOptions): string {
  return number(options).format(value as Intl.StringNumericLiteral);
}

export const NONE = '–';

export function isNumeric(value: Value | undefined): value is number | string {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && value !== '' && !Number.isNaN(Number(value));
}

export function count(value: Value | undefined): string {
  return isNumeric(value) ? write(value, { maximumFractionDigits: 0 }) : NONE;
}

/** 1 row, 2 rows. */
export function counted(value: Value | undefined, noun: string): string {
  return `${count(value)} ${noun}${Number(value) === 1 ? '' : 's'}`;
}

/** At most three significant digits from ten thousand on: 9,870, 12.3K, 1.24M. */
export function short(value: Value | undefined): string {
  if (!isNumeric(value)) return NONE;
  return Math.abs(Number(value)) < 10_000
    ? write(value, { maximumSignificantDigits: 4 })
    : write(value, { maximumSignificantDigits: 3, notation: 'compact' });
}

export function money(value: Value | undefined, currency: Value | undefined): string {
  if (!isNumeric(value)) return NONE;
  return write(value, { ...currencyOptions(currency), minimumFractionDigits: 2 });
}

/** A price of one unit, with as many decimals as it has, up to six. */
export function price(value: Value | undefined, currency: Value | undefined): string {
  if (!isNumeric(value)) return NONE;
  return write(value, {
    ...currencyOptions(currency),
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
}

export function shortMoney(value: Value | undefined, currency: Value | undefined): string {
  if (!isNumeric(value)) return NONE;
  const size = Math.abs(Number(value));
  return write(value, {
    ...currencyOptions(currency),
    ...(size >= 10_000
      ? { notation: 'compact', maximumSignificantDigits: size < 1e6 ? 3 : 4 }
      : { minimumFractionDigits: 0, maximumFractionDigits: 0 }),
  });
}

function currencyOptions(currency: Value | undefined): Intl.NumberFormatOptions {
  const code = typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency);
  return code ? { style: 'currency', currency: currency.toUpperCase() } : {};
}

export function quantity(value: Value | undefined, unit?: Value): string {
  if (!isNumeric(value)) return NONE;
  const text = write(value, { maximumFractionDigits: 3 });
  return typeof unit === 'string' && unit ? `${text} ${unit}` : text;
}

const UNITS: Record<string, string> = { cel: '°C', percent: '%', fah: '°F' };

/** A unit of what is measured, as it is written: °C for cel. */
export function unit(code: Value | undefined): string {
  return UNITS[plain(code)] ?? plain(code);
}

/** A way: metres below a kilometre, and tenths of one up to ten. */
export function distance(km: Value | undefined): string {
  if (!isNumeric(km)) return NONE;
  if (Math.abs(Number(km)) < 0.9995) {
    return `${write(Number(km) * 1000, { maximumFractionDigits: 0 })} m`;
  }
  return `${write(km, { maximumFractionDigits: Math.abs(Number(km)) < 10 ? 1 : 0 })} km`;
}

export function percent(ratio: number): string {
  return write(ratio, {
    style: 'percent',
    maximumFractionDigits: Math.abs(ratio) < 0.1 ? 1 : 0,
    signDisplay: 'exceptZero',
  });
}

/** A part of a whole in whole percent, from 0 to 100. */
export function share(percent: number): string {
  return write(percent / 100, { style: 'percent', maximumFractionDigits: 0 });
}

export function rate(perSecond: Value | undefined): string {
  if (!isNumeric(perSecond)) return NONE;
  const digits = Math.abs(Number(perSecond)) < 10 ? 1 : 0;
  return `${write(perSecond, { maximumFractionDigits: digits })}/s`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${write(size, { maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0 })} ${units[unit]}`;
}

/** How long something takes, in its two largest units at most: 23 ms, 1.4 s, 3 h 20 min. */
export function duration(millis: number | null | undefined): string {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return NONE;
  const ms = Math.abs(millis);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${write(ms / 1000, { maximumFractionDigits: ms < 9_950 ? 1 : 0 })} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 10 && hours % 24 ? `${days} d ${hours % 24} h` : `${count(days)} d`;
}

/** How long something will still take, no more exact than it can be known. */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return 'a few seconds left';
  return `about ${duration((seconds < 60 ? Math.floor(seconds / 10) * 10 : seconds) * 1000)} left`;
}

/** One unit is enough in a list: 4 min, 3 h, 12 d. */
function coarse(millis: number): string {
  const ms = Math.abs(millis);
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${count(Math.floor(ms / 86_400_000))} d`;
}

export function relative(time: number, now: number): string {
  const gap = time - now;
  // The clock of the screen moves in steps and lags behind the server's.
  if (gap > -1000 && gap < 20_000) return 'now';
  return gap > 0 ? `in ${coarse(gap)}` : `${coarse(gap)} ago`;
}

/** A promise against the clock: `3 d late` or `in 5 h`. */
export function due(time: number, now: number): string {
  return time < now ? `${coarse(now - time)} late` : `in ${coarse(time - now)}`;
}

const absoluteFormat = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
const minuteFormat = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const dayFormat = new Intl.DateTimeFormat(undefined, {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const hourFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export function time(value: Value | undefined): number | null {
  if (typeof value !== 'string') return null;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? null : parsed;
}

/** With seconds and the name of the zone. */
export function absolute(value: number): string {
  return absoluteFormat.format(value);
}

export function minute(value: number): string {
  return minuteFormat.format(value);
}

/** Without the year: 23 Nov, 14:05. */
export function day(value: number): string {
  return dayFormat.format(value);
}

export function hour(value: number): string {
  return hourFormat.format(value);
}

/** From one time to another; the day is told when it is not the same. */
export function span(from: number, to: number): string {
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return sameDay ? `${hour(from)}–${hour(to)}` : `${day(from)} – ${day(to)}`;
}

/** As short as can be told apart from now: the hour, with the day unless it is today. */
export function since(value: number, now: number): string {
  const today = new Date(value).toDateString() === new Date(now).toDateString();
  return today ? hour(value) : day(value);
}

export function clock(value: number): string {
  return clockFormat.format(value);
}

/** The viewer's time zone by its short name. */
export function zone(): string {
  const part = absoluteFormat.formatToParts(Date.now()).find((p) => p.type === 'timeZoneName');
  return part?.value ?? 'UTC';
}

const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL)/i;

export function isNumberType(type: string): boolean {
  return NUMBER_TYPE.test(type) && !type.endsWith(']');
}

export function isTimeType(type: string): boolean {
  return /^TIMESTAMP/i.test(type);
}

/** Any value of any column as text, exactly. */
export function plain(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** A value for reading: separators for numbers, the viewer's zone for times, no trailing zeros. */
export function readable(value: Value | undefined, type: string): string {
  if (value === null || value === undefined) return '';
  if (isNumberType(type) && isNumeric(value)) return write(value, { maximumFractionDigits: 6 });
  if (isTimeType(type)) {
    const at = time(value);
    if (at !== null) return absolute(at);
  }
  return plain(value);
}

/** A code such as `partly_shipped` as words. */
export function words(code: Value | undefined): string {
  return typeof code === 'string' ? code.replaceAll('_', ' ') : plain(code);
}

/** RFC 4180. Formulas are defused, since the text is pasted into spreadsheets. */
export function csv(rows: readonly (readonly string[])[]): string {
  const field = (text: string) => {
    const safe = /^[=+@]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}
