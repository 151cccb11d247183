import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../base/index.js';
import { demoShoppers, writeCatalog, type WrittenCatalog } from './index.js';
import { generateProducts } from './products.js';
import type { UbiEvent, UbiQuery } from './ubi.js';
import { contents, generatedCatalogue, linesOf, PRODUCTS } from '../../test/fixtures/generated-catalogue.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-generator-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('bytes', () => {
  const digests = async (name: string, seed: number) => {
    await mkdir(join(folder, name));
    const written = await writeCatalog(join(folder, name, 'shop.ndjson.gz'), { products: 150, seed });
    return Promise.all(written.files.map(async ({ path }) => sha256(await readFile(path))));
  };

  test('the same seed gives the same files to the last byte, another seed others', async () => {
    const first = await digests('first', 4);
    expect(await digests('second', 4)).toEqual(first);
    const other = await digests('other', 5);
    other.forEach((digest, at) => expect(digest).not.toBe(first[at]));
  });

  test('the size of the catalogue is any, down to one product', async () => {
    for (const products of [1, 9]) {
      const written = await writeCatalog(join(folder, `tiny-${products}.ndjson`), { products, seed: 1 });
      const files = await contents(written);
      expect(linesOf(files.get('ndjson'))).toEqual([...generateProducts({ products, seed: 1 })]);
    }
  });
});

describe('a written catalogue of 2,000 products', () => {
  const generated = generatedCatalogue();
  let written: WrittenCatalog;
  let files: ReadonlyMap<string, string>;
  let queries: readonly UbiQuery[];
  let events: readonly UbiEvent[];
  beforeAll(() => {
    ({ written, files, queries, events } = generated);
  });

  test('tells how far it has come', () => {
    expect(generated.progress).toContain('generate 2000 products');
  });

  test('says where everything is and how much of it', () => {
    expect(written.catalogue).toBe(join(generated.folder, 'shop.ndjson'));
    expect(written.files.map(({ path }) => path)).toEqual([
      written.catalogue,
      written.events,
      written.judgments,
      written.shoppers,
      written.personal,
    ]);
    const [catalogue, happened, judged, people, personal] = written.files.map(({ rows }) => rows);
    expect(catalogue).toBe(PRODUCTS);
    expect(happened).toBe(queries.length + events.length);
    expect(judged).toBe((files.get('judgments.tsv') ?? '').trimEnd().split('\n').length - 1);
    expect(people).toBe((JSON.parse(files.get('shoppers.json') ?? '[]') as unknown[]).length);
    expect(personal).toBe(linesOf(files.get('personal.ndjson')).length);
  });

  test('products are those of the stream', () => {
    expect(linesOf(files.get('ndjson'))).toEqual([...generateProducts({ products: PRODUCTS, seed: 1 })]);
  });

  test('the shoppers to switch between are the first of the file, and have a history', () => {
    const demo = demoShoppers({ products: PRODUCTS, seed: 1 });
    expect(demo).toHaveLength(6);
    const people = JSON.parse(files.get('shoppers.json') ?? '[]') as unknown[];
    demo.forEach((shopper, at) => {
      expect(people[at]).toMatchObject({ ...shopper });
      expect(shopper.about).toMatch(/^Buys .*\.$/);
      expect(shopper.tryQueries.length).toBeGreaterThanOrEqual(2);
      const clicks = events.filter((e) => e.user_id === shopper.id && e.action_name === 'click');
      expect(clicks.length).toBeGreaterThan(5);
    });
  });
});

describe('what goes wrong', () => {
  test('a run that is stopped leaves nothing', async () => {
    const own = join(folder, 'stopped');
    await mkdir(own);
    const controller = new AbortController();
    const work = writeCatalog(join(own, 'shop.ndjson.gz'), {
      products: 5_000,
      seed: 1,
      signal: controller.signal,
      onProgress: ({ done }) => done >= 2_000 && controller.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
    expect(await readdir(own)).toEqual([]);
  });

  test('a folder that does not exist is named', async () => {
    const out = join(folder, 'missing', 'shop.ndjson');
    await expect(writeCatalog(out, { products: 5, seed: 1 })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(out) as unknown,
    });
  });

  test('wrong numbers are refused before anything is written', async () => {
    const own = join(folder, 'refused');
    await mkdir(own);
    await expect(writeCatalog(join(own, 'a.ndjson'), { products: 0, seed: 1 })).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(writeCatalog(join(own, 'a.ndjson'), { products: 5, seed: 1, shoppers: -1 })).rejects.toThrow(
      /shoppers/,
    );
    expect(await readdir(own)).toEqual([]);
  });
});
