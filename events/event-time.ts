/** Clocks of browsers are wrong by minutes; what is later than that did not happen yet. Milliseconds. */
const FUTURE = 5 * 60_000;
/** Earlier ones are seconds taken for milliseconds, or a clock that was never set: 2000-01-01. */
const EARLIEST = 946_684_800_000;

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const DIGITS = /^\d{11,15}$/;
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;

export type EventTime = { readonly time: number } | { readonly error: string };

/**
 * Reads UBI's `timestamp`: ISO 8601 (without a zone: UTC) or milliseconds since the epoch. A missing one is now.
 * The errors hold no value, so that they can be counted.
 */
export function eventTime(timestamp: unknown, now: number): EventTime {
  if (timestamp === undefined || timestamp === null || timestamp === '') return { time: now };
  const time = milliseconds(timestamp);
  if (time === undefined || Number.isNaN(time))
    return { error: 'expected ISO 8601 or milliseconds since the epoch' };
  if (time < EARLIEST)
    return { error: 'expected a time after the year 2000 (milliseconds since the epoch, not seconds)' };
  if (time > now + FUTURE)
    return { error: `expected a time that is past: at most ${FUTURE / 60_000} minutes ahead` };
  return { time };
}

function milliseconds(timestamp: unknown): number | undefined {
  if (typeof timestamp === 'number') return Math.trunc(timestamp);
  if (typeof timestamp !== 'string') return undefined;
  const text = timestamp.trim();
  if (DIGITS.test(text)) return Number(text);
  if (!ISO.test(text)) return undefined;
  const iso = text.replace(' ', 'T').replace(',', '.');
  const timed = iso.includes('T') || iso.includes('t');
  return Date.parse(timed && !ZONE.test(iso) ? `${iso}Z` : iso);
}
