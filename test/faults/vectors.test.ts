import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openVectors, openVectorWriter } from '../../engines/vectors/index.js';
import { smallDisk } from '../fixtures/small-disk.js';
import { clusteredRows, rowOf } from '../contracts/unit-vectors.js';

const D = 16;
const SIZE = 200;
const rows = clusteredRows(SIZE, D, 3);
const FILES = ['vectors.f32', 'moments.f64', 'graph.hnsw', 'index.json'];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-vector-faults-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function build(where = folder): Promise<void> {
  const writer = await openVectorWriter(where, { dimensions: D, exactBelow: 0 });
  await writer.append(rows);
  await writer.finish();
}

async function expectWhole(where = folder): Promise<void> {
  const index = await openVectors(where);
  expect([...(await index.nearest(rowOf(rows, D, 42), 1)).ordinals]).toEqual([42]);
  await index.close();
}

describe('a damaged index is named, and never reaches the native reader', () => {
  test.each(FILES)('%s truncated: at nothing, one byte, half, all but one byte', async (name) => {
    await build();
    const path = join(folder, name);
    const whole = await readFile(path);
    for (const length of [0, 1, whole.length >> 1, whole.length - 1]) {
      await truncate(path, length);
      await expect(openVectors(folder)).rejects.toMatchObject({ code: 'corrupt' });
      await writeFile(path, whole);
    }
    await expectWhole();
  });

  test.each(FILES)('%s with one bit flipped: at the start, in the middle, at the end', async (name) => {
    await build();
    const path = join(folder, name);
    const whole = await readFile(path);
    for (const at of [0, whole.length >> 1, whole.length - 1]) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(whole.readUInt8(at) ^ 4, at);
      await writeFile(path, flipped);
      await expect(openVectors(folder)).rejects.toMatchObject({ code: 'corrupt' });
    }
    await writeFile(path, whole);
    await expectWhole();
  });

  test.each(FILES)('%s with bytes after its end', async (name) => {
    await build();
    await writeFile(join(folder, name), Buffer.alloc(8), { flag: 'a' });
    await expect(openVectors(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test.each(['vectors.f32', 'moments.f64', 'graph.hnsw'])('%s missing', async (name) => {
    await build();
    await unlink(join(folder, name));
    await expect(openVectors(folder)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(name),
    });
  });

  test('no meta file, or no folder: nothing was finished', async () => {
    await build();
    await unlink(join(folder, 'index.json'));
    await expect(openVectors(folder)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openVectors(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('other dimensions than the files have, with every checksum right', async () => {
    await build();
    const path = join(folder, 'index.json');
    const { meta } = JSON.parse(await readFile(path, 'utf8')) as { meta: Record<string, unknown> };
    const seal = (changed: unknown): string => {
      const sum = createHash('sha256').update(JSON.stringify(changed)).digest('hex');
      return JSON.stringify({ sha256: sum, meta: changed });
    };
    // The same number of bytes, cut otherwise: hnswlib itself would take it.
    for (const changed of [
      { ...meta, dimensions: D * 2, size: SIZE / 2 },
      { ...meta, dimensions: D * 2 },
      { ...meta, size: SIZE - 1 },
    ]) {
      await writeFile(path, seal(changed));
      await expect(openVectors(folder)).rejects.toMatchObject({ code: 'corrupt' });
    }
    await writeFile(path, seal(meta));
    await expectWhole();
  });

  test("another index's graph with its own right checksum", async () => {
    await build();
    const other = join(folder, 'other');
    const writer = await openVectorWriter(other, { dimensions: D / 2, exactBelow: 0 });
    await writer.append(clusteredRows(SIZE, D / 2, 3));
    await writer.finish();
    const path = join(folder, 'index.json');
    const { meta } = JSON.parse(await readFile(path, 'utf8')) as { meta: Record<string, unknown> };
    const graph = await readFile(join(other, 'graph.hnsw'));
    const sha256 = createHash('sha256').update(graph).digest('hex');
    const changed = { ...meta, hnsw: { bytes: graph.length, sha256 } };
    const sum = createHash('sha256').update(JSON.stringify(changed)).digest('hex');
    await writeFile(join(folder, 'graph.hnsw'), graph);
    await writeFile(path, JSON.stringify({ sha256: sum, meta: changed }));
    await expect(openVectors(folder)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('8 dimensions, expected 16'),
    });
  });
});

describe('kill -9', () => {
  /** Runs the building child and kills it when it says `when` for the first time; answers whether it was still running. */
  async function buildAndKill(when: string): Promise<boolean> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'vectors-writer.child.js'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<NodeJS.Signals | null>((resolve) => {
      child.once('exit', (_, signal) => resolve(signal));
    });
    let killed = false;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line !== when || killed) continue;
      killed = true;
      child.kill('SIGKILL');
    }
    return (await exited) === 'SIGKILL';
  }

  test.each(['appended 1000', 'appended 20000', 'finishing', 'building'])(
    'at "%s": no half index, and a new writer takes the folder',
    async (when) => {
      expect(await buildAndKill(when)).toBe(true);
      expect(await readdir(folder)).not.toContain('index.json');
      await expect(openVectors(folder)).rejects.toMatchObject({ code: 'not_found' });
      await build();
      await expectWhole();
      expect((await readdir(folder)).sort()).toEqual([...FILES].sort());
    },
  );
});

const onSmallDisk = smallDisk(1_048_576);

describe('disk full', () => {
  onSmallDisk(
    'while vectors are appended: storage_full, nothing left behind, the next index fits',
    async (disk) => {
      const there = join(disk, 'index');
      await rm(there, { recursive: true, force: true });
      const writer = await openVectorWriter(there, { dimensions: D });
      const batch = clusteredRows(2_000, D, 1);
      const filling = (async () => {
        for (let i = 0; i < 20; i += 1) await writer.append(batch);
      })();
      await expect(filling).rejects.toMatchObject({ code: 'storage_full' });
      await expect(writer.finish()).rejects.toMatchObject({ code: 'conflict' });
      await writer.abort();
      expect(await readdir(there)).toEqual([]);
      await build(there);
      await expectWhole(there);
    },
  );

  onSmallDisk('while the graph is written, which hnswlib does not notice', async (disk) => {
    const there = join(disk, 'index');
    await rm(there, { recursive: true, force: true });
    // 640 kB of vectors fit, another 640 kB and the links do not.
    const writer = await openVectorWriter(there, { dimensions: 64, exactBelow: 0 });
    await writer.append(clusteredRows(2_500, 64, 1));
    await expect(writer.finish()).rejects.toMatchObject({ code: 'storage_full' });
    expect(await readdir(there)).toEqual([]);
    await expect(openVectors(there)).rejects.toMatchObject({ code: 'not_found' });
  });

  onSmallDisk('while the moments are written', async (disk) => {
    const there = join(disk, 'index');
    await rm(there, { recursive: true, force: true });
    // 1,000 kB of the 1,024: the moments of 250 dimensions take another 251.
    const writer = await openVectorWriter(there, { dimensions: 250 });
    await writer.append(clusteredRows(1_000, 250, 1));
    await expect(writer.finish()).rejects.toMatchObject({ code: 'storage_full' });
    await expect(openVectors(there)).rejects.toMatchObject({ code: 'not_found' });
  });

  onSmallDisk('announced beforehand', async (disk) => {
    const there = join(disk, 'index');
    await rm(there, { recursive: true, force: true });
    const opened = openVectorWriter(there, { dimensions: 384, expected: 1_000 });
    await expect(opened).rejects.toMatchObject({ code: 'storage_full' });
  });
});
