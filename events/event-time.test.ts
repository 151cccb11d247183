import { expect, test } from '@jest/globals';
import { eventTime } from './event-time.js';

const NOW = Date.UTC(2026, 0, 15, 12);

test.each<[unknown, number]>([
  ['2026-01-15T11:00:00Z', NOW - 3_600_000],
  ['2026-01-15T11:00:00.000', NOW - 3_600_000],
  ['2026-01-15 11:00:00', NOW - 3_600_000],
  ['2026-01-15T12:00:00+01:00', NOW - 3_600_000],
  ['2026-01-15T12:00:00.000+0100', NOW - 3_600_000],
  ['2026-01-15', Date.UTC(2026, 0, 15)],
  [NOW - 5, NOW - 5],
  [String(NOW - 5), NOW - 5],
  [undefined, NOW],
  [null, NOW],
  ['', NOW],
  [NOW + 5 * 60_000, NOW + 5 * 60_000],
])('%p is read', (timestamp, time) => expect(eventTime(timestamp, NOW)).toEqual({ time }));

test.each<[unknown, RegExp]>([
  ['yesterday', /ISO 8601/],
  ['2026-13-45T00:00:00Z', /ISO 8601/],
  [Number.NaN, /ISO 8601/],
  [{}, /ISO 8601/],
  [true, /ISO 8601/],
  [Math.floor(NOW / 1000), /not seconds/],
  ['1999-12-31T00:00:00Z', /2000/],
  [NOW + 5 * 60_000 + 1, /5 minutes ahead/],
  ['2999-01-01T00:00:00Z', /5 minutes ahead/],
])('%p is refused', (timestamp, why) =>
  expect(eventTime(timestamp, NOW)).toEqual({ error: expect.stringMatching(why) }),
);
