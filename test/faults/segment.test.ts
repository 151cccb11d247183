import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { liveProducts, openEmbeddedProducts, openEmbeddedWriter } from '../../engines/products/index.js';
import { META_FILE, SEGMENT_FILE, type Meta } from '../../engines/products/embedded/format.js';
import { FileSpool } from '../../engines/products/embedded/section-spool.js';
import { Sections } from '../../engines/products/embedded/sections.js';
import type { SectionType } from '../../engines/products/embedded/segment-format.js';
import { writeSegment } from '../../engines/products/embedded/write-segment.js';
import { find, idsOf } from '../fixtures/product-index.js';
import { smallDisk } from '../fixtures/small-disk.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-segment-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const products = (count: number, from = 0): Product[] =>
  Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return { id: `p${String(n).padStart(7, '0')}`, title: `Lamp number${n}`, brand: `B${n % 7}`, price: n };
  });

async function build(into: string, list: readonly Product[]) {
  const writer = await openEmbeddedWriter(into);
  await writer.append(list);
  return writer.finish();
}

/** The files as they were before identifiers were kept. */
async function withoutIdentifiers(of: string): Promise<void> {
  const [path, metaPath] = [join(of, SEGMENT_FILE), join(of, META_FILE)];
  const meta = JSON.parse(await readFile(metaPath, 'utf8')) as Meta;
  const sections = await Sections.read(path, meta.segment);
  const bytes = await readFile(path);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(8))) as {
    sections: { name: string; type: SectionType }[];
  };
  const older = header.sections.filter(({ name }) => !name.startsWith('identifier'));
  expect(header.sections.length - older.length).toBe(4);
  const spools = older.map(({ name, type }, i) => {
    const spool = new FileSpool(name, type, join(of, `section-${i}`));
    spool.append(sections[type](name));
    return spool;
  });
  const segment = writeSegment(path, spools, sections.properties);
  await writeFile(metaPath, JSON.stringify({ ...meta, segment }));
}

describe('product index files', () => {
  test('a segment of a version that kept no identifiers is opened, and finds by words', async () => {
    await build(folder, products(50));
    await withoutIdentifiers(folder);
    const index = await openEmbeddedProducts(folder);
    const found = async (query: string) => idsOf(index, await find(index, query));
    expect(await found('number7')).toEqual(['p0000007']);
    expect(await found('p0000007')).toEqual([]);
    const live = liveProducts(index);
    const changed = await live.with([
      { kind: 'put', ordinal: 50, product: { id: 'p0000007', title: 'Lamp number7' } },
    ]);
    // What changes is written anew, and so found.
    expect(await idsOf(changed, await find(changed, 'p0000007'))).toEqual(['p0000007']);
    await live.close();
  });

  test('a segment cut anywhere is corrupt', async () => {
    await build(folder, products(50));
    const path = join(folder, 'segment.bin');
    const whole = await readFile(path);
    for (const length of [0, 1, 15, 40, Math.floor(whole.length / 2), whole.length - 1]) {
      await writeFile(path, whole);
      await truncate(path, length);
      await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
    }
    await writeFile(path, Buffer.concat([whole, Buffer.alloc(1)]));
    await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('one flipped bit anywhere is corrupt', async () => {
    await build(folder, products(50));
    const path = join(folder, 'segment.bin');
    const whole = await readFile(path);
    for (let i = 0; i < 40; i++) {
      const damaged = Buffer.from(whole);
      const at = Math.floor((i / 39) * (whole.length - 1));
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (i % 8));
      await writeFile(path, damaged);
      await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
    }
    await writeFile(path, whole);
    await (await openEmbeddedProducts(folder)).close();
  });

  test('a file damaged since its content came into memory is corrupt as well', async () => {
    await build(folder, products(50));
    const path = join(folder, 'segment.bin');
    const whole = await readFile(path);
    const open = await openEmbeddedProducts(folder);
    try {
      for (const at of [30, whole.length >> 1, whole.length - 1]) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        await writeFile(path, damaged);
        await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
      }
      await writeFile(path, whole);
      const again = await openEmbeddedProducts(folder);
      await again.close();
      // Closing one leaves the other what it was.
      expect(await open.ordinals(['p0000049'])).toEqual([49]);
      expect(
        (await open.members({ members: { kind: 'everything' }, filters: [], facets: [], limit: 1 })).total,
      ).toBe(50);
    } finally {
      await open.close();
    }
  });

  test("another index's segment or documents are noticed", async () => {
    const other = join(folder, 'other');
    const own = join(folder, 'own');
    await build(own, products(50));
    await build(other, products(60));
    const segment = await readFile(join(own, 'segment.bin'));
    await writeFile(join(own, 'segment.bin'), await readFile(join(other, 'segment.bin')));
    await expect(openEmbeddedProducts(own)).rejects.toMatchObject({ code: 'corrupt' });
    await writeFile(join(own, 'segment.bin'), segment);
    await writeFile(join(own, 'documents.db'), await readFile(join(other, 'documents.db')));
    await expect(openEmbeddedProducts(own)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test.each(['segment.bin', 'documents.db'])('without %s it is corrupt', async (name) => {
    await build(folder, products(5));
    await rm(join(folder, name));
    await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('an empty or missing folder holds no index; a damaged meta.json is corrupt', async () => {
    await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openEmbeddedProducts(join(folder, 'none'))).rejects.toMatchObject({ code: 'not_found' });
    await build(folder, products(5));
    for (const text of ['', '{', 'null', '[]', '{"format": 99}', '{"format": 1}']) {
      await writeFile(join(folder, 'meta.json'), text);
      await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'corrupt' });
    }
  });
});

describe('product index writer', () => {
  test.each([
    ['the same id twice', ['a', 'a']],
    ['descending ids', ['b', 'a']],
    ['UTF-16 order', ['😀', '\uffee']],
  ])('%s is refused', async (_, ids) => {
    const writer = await openEmbeddedWriter(folder);
    await expect(writer.append(ids.map((id) => ({ id, title: 't' })))).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('ascending') as unknown,
    });
    await expect(writer.append(products(1))).rejects.toMatchObject({ code: 'conflict' });
    await writer.abort();
  });

  test('the same products give the same checksum, however they are batched; other contents another', async () => {
    const whole = await build(join(folder, 'a'), products(1_200));
    const writer = await openEmbeddedWriter(join(folder, 'b'));
    await writer.append(products(700));
    await writer.append([]);
    await writer.append(products(500, 700));
    expect(await writer.finish()).toEqual(whole);
    expect(whole.size).toBe(1_200);
    const changed = products(1_200).map((p) => (p.id === 'p0000600' ? { ...p, price: 1 } : p));
    expect((await build(join(folder, 'c'), changed)).checksum).not.toBe(whole.checksum);
  });

  test('abort removes what was written and nothing else', async () => {
    const own = join(folder, 'own');
    await mkdir(own);
    await writeFile(join(own, 'note.txt'), 'stays');
    const writer = await openEmbeddedWriter(own);
    await writer.append(products(5));
    await writer.abort();
    await writer.abort();
    expect(await readdir(own)).toEqual(['note.txt']);
    const alone = await openEmbeddedWriter(join(folder, 'alone'));
    await alone.abort();
    expect(await readdir(folder)).toEqual(['own']);
  });

  test('an unfinished index is none, and the next writer starts anew', async () => {
    const first = await openEmbeddedWriter(folder);
    await first.append(products(5));
    await expect(openEmbeddedProducts(folder)).rejects.toMatchObject({ code: 'not_found' });
    await first.abort();
    await build(folder, products(3));
    const index = await openEmbeddedProducts(folder);
    expect(index.size).toBe(3);
    await index.close();
    await expect(index.ordinals(['p'])).rejects.toMatchObject({ code: 'unavailable' });
  });

  const onSmallDisk = smallDisk(1_048_576);
  onSmallDisk('a full disk is storage_full', async (disk) => {
    const into = join(disk, 'index');
    const writer = await openEmbeddedWriter(into);
    const filling = async () => {
      for (let at = 0; at < 40_000; at += 500) await writer.append(products(500, at));
      await writer.finish();
    };
    await expect(filling()).rejects.toMatchObject({ code: 'storage_full' });
    await writer.abort();
    expect(await readdir(disk)).toEqual([]);
  });
});
