import { MAX_FUTURE_MS, MAX_SCALAR_TEXT } from '../limits.js';

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|(?<=:[\d:.,]+\s*)[+-]\d{2})?$/i;
const NUMERIC = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const NAMED =
  /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*\.?[\s,-]+(\d{4})|([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** Numbers below are seconds since 1970, above milliseconds: the border is the year 5138 and 1973. */
const SECONDS_BELOW = 1e11;

/**
 * A date as ISO 8601 in UTC, or a message. Read: ISO 8601 and its SQL forms (`2024-01-15 12:00:00+00`), seconds or milliseconds since
 * 1970, `20240115`, `15.01.2024`, `2024/01/15`, `15 Jan 2024`, RFC 2822. A date without a zone is UTC.
 * `03/04/2024` could be two days and is not guessed at. Before 1970 and more than a year past `now` is absurd.
 */
export function parseDate(value: unknown, now: number): { readonly iso: string } | string {
  const time =
    typeof value === 'number'
      ? fromNumber(value)
      : typeof value === 'string'
        ? fromText(value.trim())
        : undefined;
  if (typeof time === 'string') return time;
  if (time === undefined || !Number.isFinite(time))
    return 'expected a date such as 2024-01-31 or 2024-01-31T12:00:00Z';
  if (time < 0) return 'expected a date since 1970';
  if (time > now + MAX_FUTURE_MS) return 'expected a date at most a year ahead';
  return { iso: new Date(time).toISOString() };
}

function fromNumber(value: number): number | undefined {
  if (Number.isInteger(value) && value >= 19_700_101 && value <= 29_991_231) {
    const day = utc(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
    if (day !== undefined) return day;
  }
  return Math.abs(value) < SECONDS_BELOW ? value * 1000 : value;
}

function fromText(text: string): number | string | undefined {
  if (text.length > MAX_SCALAR_TEXT) return undefined;
  if (/^-?\d+(?:\.\d+)?$/.test(text) && text.length >= 8) return fromNumber(Number(text));
  const iso = ISO.exec(text);
  if (iso) {
    const [, y, m, d, hours, minutes, seconds, fraction = '', zone] = iso;
    const time = utc(Number(y), Number(m), Number(d), hours, minutes, seconds);
    return time === undefined
      ? undefined
      : time + Number(fraction.slice(0, 3).padEnd(3, '0')) - zoneOffset(zone);
  }
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    const [, a = '', mark, b = '', c = '', hours, minutes, seconds] = numeric;
    if (a.length === 4) return utc(Number(a), Number(b), Number(c), hours, minutes, seconds);
    if (c.length !== 4) return undefined;
    // With points the day stands first everywhere; with slashes it depends on the country.
    const dayFirst = mark === '.' || Number(a) > 12;
    if (!dayFirst && Number(b) <= 12 && a !== b) return 'could be two dates; write it as 2024-01-31';
    const [day, month] = dayFirst ? [a, b] : [b, a];
    return utc(Number(c), Number(month), Number(day), hours, minutes, seconds);
  }
  const named = NAMED.exec(text);
  if (!named) return undefined;
  const [, day1, month1, year1, month2, day2, year2, hours, minutes, seconds, zone] = named;
  const month = MONTHS.indexOf((month1 ?? month2 ?? '').toLowerCase()) + 1;
  const time = utc(Number(year1 ?? year2), month, Number(day1 ?? day2), hours, minutes, seconds);
  return time === undefined ? undefined : time - zoneOffset(zone);
}

/** Milliseconds of a UTC time, undefined where the calendar has no such day or the clock no such hour. */
function utc(
  year: number,
  month: number,
  day: number,
  hours = '0',
  minutes = '0',
  seconds = '0',
): number | undefined {
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60 || year < 1) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

function zoneOffset(zone: string | undefined): number {
  const match = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
}
