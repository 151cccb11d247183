import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AisleError, silentLogger } from '../../base/index.js';
import { createMemoryState } from '../../engines/state/index.js';
import type { ReindexReport } from '../../indexer/index.js';
import { createJobs } from './jobs.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-jobs-'));
  await writeFile(join(folder, 'a.ndjson'), '{"id": "a", "title": "a"}\n');
});
afterEach(() => rm(folder, { recursive: true }));

const REPORT: ReindexReport = {
  generation: 'g',
  rows: 1,
  products: 1,
  rejected: 0,
  repaired: 0,
  findings: [],
  reportPath: 'r',
  published: true,
  embedded: 0,
  reused: 0,
  seconds: {},
};

/** Jobs over a store that takes its time to write down that one begins; `begins` resolves when it was asked to. */
function slowJobs() {
  let written = () => {};
  let asked = () => {};
  const writing = new Promise<void>((resolve) => (written = resolve));
  const begins = new Promise<void>((resolve) => (asked = resolve));
  const stopped: boolean[] = [];
  const jobs = createJobs({
    store: {
      get: async () => undefined,
      put: async (_key, value) => {
        if (!value.includes('"running"')) return;
        asked();
        await writing;
      },
    },
    reindex: async ({ signal }) => {
      stopped.push(signal?.aborted === true);
      if (signal?.aborted === true) throw new AisleError('unavailable', 'stopped');
      return REPORT;
    },
    folder,
    uploadLimit: 1_000,
    clock: { now: () => 0 },
    log: silentLogger,
    patience: 0,
    wait: async () => undefined,
  });
  return { jobs, begins, written, stopped };
}

const REQUEST = { file: 'a.ndjson', publish: true, fresh: false, force: false };

test('a job that is cancelled while its begin is being written down builds nothing', async () => {
  const { jobs, begins, written, stopped } = slowJobs();
  const { id } = await jobs.submit(REQUEST);
  await begins;
  expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
  written();
  await jobs.close();
  expect(await jobs.get(id)).toMatchObject({ state: 'cancelled' });
  expect(stopped).toEqual([true]);
});

test('a job that begins while the jobs are closed is stopped, and goes on in the next process', async () => {
  const { jobs, begins, written, stopped } = slowJobs();
  const { id } = await jobs.submit(REQUEST);
  await begins;
  const closed = jobs.close();
  written();
  await closed;
  expect(stopped).toEqual([true]);
  expect(await jobs.get(id)).toMatchObject({ state: 'running' });
});

test('a job that cannot be written down is not taken', async () => {
  const full = async () => {
    throw new AisleError('storage_full', 'no space left');
  };
  const jobs = createJobs({
    store: { get: async () => undefined, put: full },
    reindex: async () => REPORT,
    folder,
    uploadLimit: 1_000,
    clock: { now: () => 0 },
    log: silentLogger,
    patience: 0,
    wait: async () => undefined,
  });
  await expect(jobs.submit(REQUEST)).rejects.toMatchObject({ code: 'storage_full' });
  expect(await jobs.list()).toEqual([]);
});

test('a job whose begin cannot be written down waits on, and is done with the next one', async () => {
  let full = true;
  let fails: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => (fails = resolve));
  const jobs = createJobs({
    store: {
      get: async () => undefined,
      put: async (_key, value) => {
        if (full && value.includes('"running"')) throw new AisleError('storage_full', 'no space left');
      },
    },
    reindex: async () => REPORT,
    folder,
    uploadLimit: 1_000,
    clock: { now: () => 0 },
    log: { ...silentLogger, error: () => fails() },
    patience: 0,
    wait: async () => undefined,
  });
  const first = await jobs.submit(REQUEST);
  // The queue says so, which is when it has tried.
  await failed;
  expect(await jobs.get(first.id)).toMatchObject({ state: 'waiting' });
  full = false;
  const second = await jobs.submit(REQUEST);
  for (const { id } of [first, second]) {
    let last = '';
    await jobs.watch(id, ({ state }) => (last = state), new AbortController().signal);
    expect(last).toBe('done');
  }
  await jobs.close();
});

test('jobs that another server of the folder has are shown as they are stored, and refused with who has them', async () => {
  const store = createMemoryState();
  const jobsOn = () => {
    const clock = { now: () => 0 };
    const parts = { folder, uploadLimit: 1_000, clock, log: silentLogger, patience: 0 };
    return createJobs({ ...parts, store, reindex: async () => REPORT, wait: async () => undefined });
  };
  const [own, others] = [jobsOn(), jobsOn()];
  others.leaveTo(() => 'the process 7');
  expect(await others.list()).toEqual([]);
  const { id } = await own.submit(REQUEST);
  await own.watch(id, () => undefined, new AbortController().signal);
  expect(await others.get(id)).toMatchObject({ state: 'done' });
  const seen: string[] = [];
  await others.watch(id, ({ state }) => seen.push(state), new AbortController().signal);
  expect(seen).toEqual(['done']);
  const refused = { code: 'conflict', message: expect.stringContaining('the process 7') };
  await expect(others.submit(REQUEST)).rejects.toMatchObject(refused);
  await expect(others.cancel(id)).rejects.toMatchObject(refused);
  for (const jobs of [own, others]) await jobs.close();
});
