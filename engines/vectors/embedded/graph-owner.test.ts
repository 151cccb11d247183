import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clusteredRows, rowOf } from '../../../test/contracts/unit-vectors.js';
import { openVectorWriter } from '../index.js';
import { startGraphOwner, startGraphThread, type GraphOwner } from './graph-owner.js';
import { FILES } from './layout.js';

const D = 16;
const SIZE = 300;
const rows = clusteredRows(SIZE, D, 7);
let folder: string;

async function shared(name: string): Promise<SharedArrayBuffer> {
  const bytes = await readFile(join(folder, name));
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

const start = async (thread?: typeof startGraphThread) => startGraphOwner(await searchData(), thread);

const searchData = async () => ({
  graph: join(folder, FILES.hnsw),
  size: SIZE,
  dimensions: D,
  vectors: await shared(FILES.vectors),
  moments: await shared(FILES.moments),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-graph-'));
  const writer = await openVectorWriter(folder, { dimensions: D, exactBelow: 0 });
  await writer.append(rows);
  await writer.finish();
});
afterAll(() => rm(folder, { recursive: true }));

test('searches that wait together are answered each with its own', async () => {
  const owner = await start();
  const asked = Array.from({ length: 40 }, (_, i) => owner.search({ query: rowOf(rows, D, i), k: 1 }));
  expect((await Promise.all(asked)).map(({ ordinals }) => ordinals[0])).toEqual([...asked.keys()]);
  await owner.close();
});

test('a search that fails is told, and the next one is answered', async () => {
  const owner = await start();
  const wrong = owner.search({ query: new Float32Array(D + 1), k: 1 });
  const next = owner.search({ query: rowOf(rows, D, 5), k: 1 });
  await expect(wrong).rejects.toMatchObject({ code: 'internal' });
  expect([...(await next).ordinals]).toEqual([5]);
  await owner.close();
});

test('a thread that is gone is started again by the next search', async () => {
  const threads: GraphOwner[] = [];
  const owner = await start(async (...of) => {
    const thread = await startGraphThread(...of);
    threads.push(thread);
    return thread;
  });
  await threads[0]?.close();
  expect([...(await owner.search({ query: rowOf(rows, D, 2), k: 1 })).ordinals]).toEqual([2]);
  expect(threads).toHaveLength(2);
  await owner.close();
  await expect(owner.search({ query: rowOf(rows, D, 2), k: 1 })).rejects.toMatchObject({
    code: 'unavailable',
  });
});

test('a thread that fails tells all that wait, and is started again once', async () => {
  const threads: GraphOwner[] = [];
  const owner = await start(async (...of) => {
    const thread = await startGraphThread(...of);
    threads.push(thread);
    return thread;
  });
  const task = { query: rowOf(rows, D, 2), k: 1 };
  // What is no task at all ends the thread.
  const waiting = [owner.search(null as never), owner.search(task)];
  for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'unavailable' });
  // Between its error and its end others ask already.
  const next = owner.search(task);
  await threads[0]?.close();
  expect([...(await next).ordinals]).toEqual([2]);
  expect([...(await owner.search(task)).ordinals]).toEqual([2]);
  expect(threads).toHaveLength(2);
  await owner.close();
});

test('a thread that cannot be started is tried again by the next search', async () => {
  const threads: GraphOwner[] = [];
  let fails = false;
  const owner = await start(async (...of) => {
    if (fails) throw new Error('no memory for a thread');
    const thread = await startGraphThread(...of);
    threads.push(thread);
    return thread;
  });
  const task = { query: rowOf(rows, D, 4), k: 1 };
  await threads[0]?.close();
  fails = true;
  await expect(owner.search(task)).rejects.toThrow('no memory');
  fails = false;
  expect([...(await owner.search(task)).ordinals]).toEqual([4]);
  expect(threads).toHaveLength(2);
  await owner.close();
});

test('a graph that cannot be read is told when it is started', async () => {
  await expect(
    startGraphOwner({ ...(await searchData()), graph: join(folder, 'nowhere') }),
  ).rejects.toMatchObject({ code: 'unavailable' });
});
