import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Product } from '../../catalog/index.js';
import { openEmbeddedProducts, openEmbeddedWriter } from '../../engines/products/index.js';
import { holdFile } from '../fixtures/held-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-documents-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const products = (count: number): Product[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `p${String(n).padStart(7, '0')}`,
    title: `Lamp number${n}`,
    brand: `B${n % 7}`,
    price: n,
  }));

async function build(list: readonly Product[]): Promise<void> {
  const writer = await openEmbeddedWriter(folder);
  await writer.append(list);
  await writer.finish();
}

/** Makes of the index one as it was written before, or with something else for a checksum. */
async function forgetChecksum(documents?: unknown): Promise<void> {
  const path = join(folder, 'meta.json');
  const meta = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...meta, documents }));
}

describe('the documents of a product index', () => {
  test('one flipped byte anywhere is corrupt, and the file is named', async () => {
    await build(products(500));
    const path = join(folder, 'documents.db');
    const whole = await readFile(path);
    const inTitle = whole.indexOf('Lamp number250');
    const inPrice = whole.indexOf('"price":250') + '"price":'.length;
    const places = Array.from({ length: 40 }, (_, i) => Math.floor((i / 39) * (whole.length - 1)));
    for (const at of [inTitle, inPrice, whole.length >> 1, ...places]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await writeFile(path, damaged);
      await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining(path) as unknown,
      });
    }
    await writeFile(path, whole);
    await (await openEmbeddedProducts(folder)).close();
  });

  test('opening and reading changes no file and leaves none', async () => {
    await build(products(500));
    const contents = async () =>
      Promise.all(
        (await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name))]),
      );
    const written = await contents();
    expect(written.map(([name]) => name)).toEqual(['documents.db', 'meta.json', 'segment.bin']);
    const index = await openEmbeddedProducts(folder);
    expect(await index.documents(Uint32Array.of(0, 250, 499))).toHaveLength(3);
    expect(await index.ordinals(['p0000250'])).toEqual([250]);
    await index.close();
    expect(await contents()).toEqual(written);
  });

  test('a process that opens an index once more, and closes it, still keeps others from writing to it', async () => {
    await build(products(5));
    const path = join(folder, 'documents.db');
    const first = await openEmbeddedProducts(folder);
    await (await openEmbeddedProducts(folder)).close();
    await expect(holdFile(path).then((held) => held.release())).rejects.toThrow('could not be locked');
    await first.close();
    await (await holdFile(path)).release();
  });

  test('an index from before the checksum of the documents was kept is opened; one with half of it is not', async () => {
    await build(products(5));
    await forgetChecksum();
    const index = await openEmbeddedProducts(folder);
    expect(await index.documents(Uint32Array.of(4))).toEqual(products(5).slice(4));
    await index.close();
    await forgetChecksum(5);
    await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('of unchecked documents one that cannot be read is corrupt, the others are served', async () => {
    await build(products(3));
    await forgetChecksum();
    const db = new Database(join(folder, 'documents.db'));
    db.prepare("UPDATE documents SET json = '{cut' WHERE ordinal = 1").run();
    db.close();
    const index = await openEmbeddedProducts(folder);
    await expect(index.documents(Uint32Array.of(1))).rejects.toMatchObject({ code: 'corrupt' });
    expect(await index.documents(Uint32Array.of(2))).toHaveLength(1);
    await expect(index.stored?.(Uint32Array.of(1))).rejects.toMatchObject({ code: 'corrupt' });
    expect(await index.stored?.(Uint32Array.of(2))).toHaveLength(1);
    await index.close();
  });
});
