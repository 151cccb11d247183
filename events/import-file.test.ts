import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Progress } from '../base/index.js';
import { createMemoryState, type StateStore } from '../engines/state/index.js';
import { ALLOWED, NO_ORDERS, NO_QUERIES } from '../test/fixtures/consent.js';
import { createEvents, type Events } from './create-events.js';

const NOW = Date.UTC(2026, 0, 15, 12);

function line(n: number, more: Record<string, unknown> = {}): string {
  const object = { object_id: `p${n}` };
  return JSON.stringify({
    action_name: 'click',
    client_id: 'c1',
    timestamp: NOW - n,
    event_attributes: { object },
    ...more,
  });
}

describe('an imported file', () => {
  let folder: string;
  let store: StateStore;
  let events: Events;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aisle-import-'));
    store = createMemoryState();
    events = createEvents({
      store,
      clock: { now: () => NOW },
      actions: {},
      consent: ALLOWED,
      queries: NO_QUERIES,
      forgetOrders: NO_ORDERS,
    });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const fileOf = async (content: string | Uint8Array): Promise<string> => {
    const path = join(folder, 'events.ndjson');
    await writeFile(path, content);
    return path;
  };

  test.each<[string, (text: string) => string | Uint8Array]>([
    ['plain', (text) => text],
    ['gzip, whatever its name', (text) => gzipSync(text)],
    [
      'gzip in several members',
      (text) => Buffer.concat([gzipSync(text.slice(0, 90_000)), gzipSync(text.slice(90_000))]),
    ],
    ['with a byte order mark', (text) => `\ufeff${text}`],
    ['with CRLF and without a last newline', (text) => text.trim().replaceAll('\n', '\r\n')],
  ])('is read to its end: %s', async (_, encode) => {
    const lines = Array.from({ length: 1_203 }, (_each, n) => line(n));
    const path = await fileOf(encode(`${lines.join('\n')}\n\n`));
    const seen: Progress[] = [];
    const report = await events.importFile(path, { onProgress: (progress) => seen.push(progress) });
    expect(report).toEqual({ accepted: 1_203, duplicates: 0, rejected: 0, refused: 0, reasons: [] });
    expect((await store.counts()).events).toBe(1_203);
    expect(seen.at(-1)).toMatchObject({ stage: 'events', unit: 'bytes', done: seen.at(-1)?.total });
    expect(await events.importFile(path)).toMatchObject({ accepted: 0, duplicates: 1_203 });
  });

  test('tells the bad lines by reason and place, and keeps the rest', async () => {
    const future = line(2, { timestamp: '2999-01-01T00:00:00Z' });
    const path = await fileOf(
      [line(0), '{"cut', '', future, line(1), future, '[1]', 'x'.repeat(2_000_000)].join('\n'),
    );
    expect(await events.importFile(path)).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: 5,
      refused: 0,
      reasons: [
        { reason: expect.stringContaining('timestamp: expected'), count: 2, lines: [4, 6] },
        { reason: 'expected a line of JSON', count: 1, lines: [2] },
        { reason: expect.stringContaining('a UBI event or query'), count: 1, lines: [7] },
        { reason: 'the line is longer than 1 MiB', count: 1, lines: [8] },
      ],
    });
  });

  test('gives an event the text of the query that it names, and a consent counts for what follows it', async () => {
    const forgotten: unknown[] = [];
    const joined = createEvents({
      store,
      clock: { now: () => NOW },
      actions: {},
      consent: ALLOWED,
      queries: { textsOf: async () => new Map([['q', 'desk lamp']]) },
      forgetOrders: (keys) => forgotten.push(...keys),
    });
    const no = { action_name: 'consent', user_id: 'u', event_attributes: { personalise: false, log: false } };
    const path = await fileOf([line(0, { query_id: 'q' }), line(1, no), line(2)].join('\n'));
    expect(await joined.importFile(path)).toMatchObject({ accepted: 3 });
    expect(await store.queryCounts('desk lamp')).toMatchObject([{ productId: 'p0' }]);
    expect(forgotten).toEqual(['user:u', 'client:c1']);
    expect(await store.exportShopper('client:c1')).toMatchObject([{ productId: 'p0' }]);
  });

  test('an empty one imports nothing', async () => {
    expect(await events.importFile(await fileOf(''))).toMatchObject({ accepted: 0, rejected: 0 });
  });

  test('a missing one, a folder and a cut gzip are errors that name the file', async () => {
    await expect(events.importFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'bad_file' });
    await expect(events.importFile(folder)).rejects.toMatchObject({ code: 'bad_file' });
    const whole = gzipSync(Array.from({ length: 2_000 }, (_, n) => line(n)).join('\n'));
    const path = await fileOf(whole.subarray(0, whole.length - 200));
    await expect(events.importFile(path)).rejects.toMatchObject({
      code: 'bad_file',
      message: expect.stringContaining('ends too early'),
    });
  });

  test('a cancelled import stops', async () => {
    const path = await fileOf(line(0));
    await expect(events.importFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });
});
