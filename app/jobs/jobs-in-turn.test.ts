import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { layoutOf } from '../../indexer/layout.js';
import { takeLock } from '../../indexer/lock.js';
import { someProducts, writeCatalogue } from '../../test/fixtures/reindex-job.js';
import { openShop, type Shop } from '../../test/fixtures/shop.js';
import { silentLogger } from '../../base/index.js';
import type { Job, Jobs } from './job.js';
import { createJobs } from './jobs.js';

const MINUTE = 60_000;

let shop: Shop;
let release: () => void;
let now: number;
/** What happens while a job waits for the lock, and how often it did. */
let meanwhile: () => void;
let waits: number;
let gate: Promise<void>;
let goOn: () => void;
let jobs: Jobs;
beforeEach(async () => {
  shop = await openShop([{ id: 'mug', title: 'Steel mug' }]);
  await writeCatalogue(join(shop.folder, 'more.ndjson'), someProducts(30));
  release = takeLock(layoutOf(shop.aisle.config.data).lock, 'taken');
  now = 0;
  waits = 0;
  gate = Promise.resolve();
  jobs = createJobs({
    store: shop.aisle.store,
    reindex: (request) => shop.aisle.reindex(request),
    folder: shop.folder,
    uploadLimit: 1_000,
    clock: { now: () => now },
    log: silentLogger,
    patience: MINUTE,
    wait: async (ms) => {
      waits += 1;
      now += ms;
      meanwhile();
      await gate;
    },
  });
});
afterEach(async () => {
  release();
  await jobs.close();
  await shop.close();
});

const submit = () => jobs.submit({ file: 'more.ndjson', publish: true, fresh: false, force: false });
async function ended(id: string): Promise<Job[]> {
  const seen: Job[] = [];
  await jobs.watch(id, (job) => seen.push(job), new AbortController().signal);
  return seen;
}

test('a job that meets the reindex of another process waits for its end, and is done then', async () => {
  meanwhile = () => {
    if (waits === 3) release();
  };
  const { id } = await submit();
  const seen = await ended(id);
  expect(seen.at(-1)).toMatchObject({ state: 'done', report: { published: true, products: 31 } });
  expect(waits).toBe(3);
});

test('past its patience it fails, and says what it met', async () => {
  meanwhile = () => undefined;
  const { id } = await submit();
  expect((await ended(id)).at(-1)).toMatchObject({ state: 'failed', error: { code: 'conflict' } });
  expect(now).toBe(MINUTE);
});

test('it is shown as waiting meanwhile, and can be cancelled', async () => {
  const waiting = new Promise<void>((resolve) => (meanwhile = resolve));
  const cancelled = new Promise<void>((resolve) => (goOn = () => resolve()));
  gate = cancelled;
  const { id } = await submit();
  await waiting;
  expect((await jobs.get(id)).state).toBe('waiting');
  expect((await jobs.cancel(id)).state).toBe('cancelled');
  goOn();
  await jobs.close();
  expect(await jobs.get(id)).toMatchObject({ state: 'cancelled' });
  expect(waits).toBe(1);
});
