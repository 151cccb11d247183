import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Progress } from '../../../base/index.js';
import { clusteredRows } from '../../../test/contracts/unit-vectors.js';
import { openVectors, openVectorWriter } from '../index.js';

const D = 8;
const rows = clusteredRows(40, D, 4);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-vector-writer-'));
});
afterEach(() => rm(folder, { recursive: true }));

const everything = async (): Promise<Float32Array> => {
  const index = await openVectors(folder);
  const all = await index.vectors(Uint32Array.from({ length: index.size }, (_, i) => i));
  await index.close();
  return all;
};

describe('vector writer', () => {
  test('the checksum is that of the vectors, however they were cut into batches and whatever index is built', async () => {
    const expected = createHash('sha256').update(new Uint8Array(rows.buffer)).digest('hex');
    for (const [batch, exactBelow] of [
      [1, Infinity],
      [7, 0],
      [40, 0],
    ] as const) {
      const writer = await openVectorWriter(folder, { dimensions: D, exactBelow });
      for (let at = 0; at < 40; at += batch) await writer.append(rows.subarray(at * D, (at + batch) * D));
      expect(await writer.finish()).toEqual({ size: 40, checksum: expected });
      expect(await everything()).toEqual(rows);
    }
  });

  test('the same vectors build the same files', async () => {
    const files: Buffer[] = [];
    for (let round = 0; round < 2; round += 1) {
      const writer = await openVectorWriter(folder, { dimensions: D, exactBelow: 0 });
      await writer.append(rows);
      await writer.finish();
      files.push(await readFile(join(folder, 'index.json')), await readFile(join(folder, 'graph.hnsw')));
    }
    expect(files[2]?.equals(files[0]!)).toBe(true);
    expect(files[3]?.equals(files[1]!)).toBe(true);
  });

  test('a graph is built above the bound, not at it', async () => {
    for (const [exactBelow, built] of [
      [40, false],
      [39, true],
    ] as const) {
      const writer = await openVectorWriter(folder, { dimensions: D, exactBelow });
      await writer.append(rows);
      await writer.finish();
      expect((await readdir(folder)).includes('graph.hnsw')).toBe(built);
    }
  });

  test('appends that do not wait for each other keep their order, and finish waits for them', async () => {
    const writer = await openVectorWriter(folder, { dimensions: D });
    const sent = Array.from({ length: 40 }, (_, i) => writer.append(rows.subarray(i * D, (i + 1) * D)));
    expect((await writer.finish()).size).toBe(40);
    await Promise.all(sent);
    expect(await everything()).toEqual(rows);
  });

  test.each([
    ['a cut row', rows.subarray(0, D + 1)],
    ['NaN', Float32Array.from(rows.subarray(0, 2 * D)).fill(NaN, D, D + 1)],
    ['infinity', Float32Array.from(rows.subarray(0, 2 * D)).fill(Infinity, D, D + 1)],
    [
      'a row that is not of unit length',
      Float32Array.from([...rows.subarray(0, D), ...new Array<number>(D).fill(1)]),
    ],
    ['a zero row', new Float32Array(D)],
  ])('%s is refused with its whole batch, and the writer goes on', async (_, bad) => {
    const writer = await openVectorWriter(folder, { dimensions: D });
    await writer.append(rows.subarray(0, D));
    await expect(writer.append(bad)).rejects.toMatchObject({ code: 'bad_request' });
    await writer.append(rows.subarray(D));
    expect((await writer.finish()).size).toBe(40);
    expect(await everything()).toEqual(rows);
  });

  test.each([0, -1, 1.5, NaN])('dimensions of %p are refused', async (dimensions) => {
    await expect(openVectorWriter(folder, { dimensions })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('a disk with no room for the expected vectors is refused at once', async () => {
    const opened = openVectorWriter(folder, { dimensions: 384, expected: 1e13 });
    await expect(opened).rejects.toMatchObject({ code: 'storage_full' });
  });

  test('finish tells how far it is, the last time with everything', async () => {
    const heard: Progress[] = [];
    const writer = await openVectorWriter(folder, { dimensions: D, exactBelow: 0 });
    await writer.append(rows);
    await writer.finish((progress) => heard.push(progress));
    expect(heard.at(-1)).toEqual({ stage: 'index vectors', done: 40, total: 40, unit: 'vectors' });
  });

  test('after finish nothing more is taken, and abort leaves the index', async () => {
    const writer = await openVectorWriter(folder, { dimensions: D });
    await writer.append(rows);
    await writer.finish();
    await expect(writer.append(rows)).rejects.toMatchObject({ code: 'conflict' });
    await expect(writer.finish()).rejects.toMatchObject({ code: 'conflict' });
    await writer.abort();
    expect(await everything()).toEqual(rows);
  });

  test('abort removes what was written', async () => {
    const writer = await openVectorWriter(folder, { dimensions: D });
    await writer.append(rows);
    await writer.abort();
    expect(await readdir(folder)).toEqual([]);
    await expect(writer.finish()).rejects.toMatchObject({ code: 'conflict' });
    await expect(openVectors(folder)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('abort stops a build under way', async () => {
    const writer = await openVectorWriter(folder, { dimensions: 64, exactBelow: 0 });
    await writer.append(clusteredRows(3_000, 64, 1));
    const finishing = writer.finish();
    const aborting = writer.abort();
    await expect(finishing).rejects.toMatchObject({ code: 'conflict' });
    await aborting;
    expect(await readdir(folder)).toEqual([]);
  });

  test('a new writer replaces the old index: until it has finished there is none', async () => {
    const first = await openVectorWriter(folder, { dimensions: D, exactBelow: 0 });
    await first.append(rows);
    await first.finish();
    const second = await openVectorWriter(folder, { dimensions: D });
    await expect(openVectors(folder)).rejects.toMatchObject({ code: 'not_found' });
    await second.append(rows.subarray(0, D));
    await second.finish();
    expect((await readdir(folder)).sort()).toEqual(['index.json', 'moments.f64', 'vectors.f32']);
    expect(await everything()).toEqual(rows.slice(0, D));
  });
});
