import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../base/index.js';
import { Latents } from './latent.js';
import { generateProducts } from './products.js';
import { demoShoppers, writeCatalog, type WrittenCatalog } from './index.js';
import type { TestSearch } from './held-out.js';
import { LEAVES, type Leaf } from './taxonomy.js';
import { singular } from './wording.js';
import type { UbiEvent, UbiQuery } from './ubi.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-generator-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PRODUCTS = 2_000;

/** The content of each file by the end of its name. */
async function contents(written: WrittenCatalog): Promise<Map<string, string>> {
  const entries = await Promise.all(
    written.files.map(async ({ path }) => {
      const bytes = await readFile(path);
      const name = path.slice(path.lastIndexOf('/') + 1).replace(/^[^.]*\./, '');
      return [name, path.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString()] as const;
    }),
  );
  return new Map(entries);
}

const linesOf = <T>(text: string | undefined): T[] =>
  (text ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

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
  let written: WrittenCatalog;
  let files: Map<string, string>;
  let queries: UbiQuery[];
  let events: UbiEvent[];
  const latents = new Latents(1);
  const truth = Array.from({ length: PRODUCTS }, (_, i) => latents.of(i));
  const latentOf = (id: string) => truth[Number(id.slice(1)) - 1]!;

  beforeAll(async () => {
    const progress: string[] = [];
    written = await writeCatalog(join(folder, 'shop.ndjson'), {
      products: PRODUCTS,
      seed: 1,
      onProgress: ({ stage, done, unit }) => progress.push(`${stage} ${done} ${unit}`),
    });
    expect(progress).toContain('generate 2000 products');
    files = await contents(written);
    const records = linesOf<UbiQuery | UbiEvent>(files.get('events.ndjson'));
    queries = records.filter((record): record is UbiQuery => !('action_name' in record));
    events = records.filter((record): record is UbiEvent => 'action_name' in record);
  });

  test('says where everything is and how much of it', () => {
    expect(written.catalogue).toBe(join(folder, 'shop.ndjson'));
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

  describe('events', () => {
    test('stand in time order in a fixed half year, and there are not too many', () => {
      const times = linesOf<{ timestamp: string }>(files.get('events.ndjson')).map((line) => line.timestamp);
      expect(times).toEqual([...times].sort());
      expect(times[0]! >= '2026-01-01').toBe(true);
      expect(times.at(-1)! < '2026-07-02').toBe(true);
      expect(times.length).toBeLessThanOrEqual(30_000);
      expect(times.length).toBeGreaterThan(10_000);
    });

    test('refer to queries that came before them, of the same shopper and visit, and to products', () => {
      const known = new Map<string, UbiQuery>();
      const ids = new Set([...generateProducts({ products: PRODUCTS, seed: 1 })].map(({ id }) => id));
      const unsound: UbiEvent[] = [];
      for (const record of linesOf<UbiQuery | UbiEvent>(files.get('events.ndjson'))) {
        if (!('action_name' in record)) {
          known.set(record.query_id, record);
          continue;
        }
        const query = known.get(record.query_id);
        const { object_id } = record.event_attributes.object;
        const sound =
          query?.user_id === record.user_id &&
          query.client_id === record.client_id &&
          query.session_id === record.session_id &&
          query.user_query === record.user_query &&
          ids.has(object_id);
        if (!sound) unsound.push(record);
      }
      expect(unsound).toEqual([]);
      expect(known.size).toBe(queries.length);
      const eventIds = events.map((event) => event.event_attributes.event_id);
      expect(new Set(eventIds).size).toBe(eventIds.length);
    });

    test('what was clicked had been shown on that place, and what was bought had been put in the cart', () => {
      const key = (event: UbiEvent) =>
        `${event.query_id} ${event.event_attributes.object.object_id} ${event.event_attributes.position.ordinal}`;
      const of = (action: string) => new Set(events.filter((e) => e.action_name === action).map(key));
      const [shown, clicked, cart, bought, viewed] = [
        of('impression'),
        of('click'),
        of('add_to_cart'),
        of('purchase'),
        of('view'),
      ];
      for (const [later, earlier] of [
        [clicked, shown],
        [viewed, clicked],
        [cart, clicked],
        [bought, cart],
      ] as const) {
        expect(later.size).toBeGreaterThan(50);
        expect([...later].filter((entry) => !earlier.has(entry))).toEqual([]);
      }
    });

    test('clicks fall with the position at equal relevance', () => {
      // Whatever is shown for the bare name of a kind of thing fits it wholly.
      const bare = new Set(LEAVES.flatMap((leaf) => leaf.nouns.flatMap((noun) => [noun, singular(noun)])));
      const plain = events.filter((event) => bare.has(event.user_query));
      expect(plain.length).toBeGreaterThan(3_000);
      const rate = (from: number, to: number) => {
        const at = (action: string) =>
          plain.filter(({ action_name, event_attributes: { position } }) => {
            return action_name === action && position.ordinal >= from && position.ordinal < to;
          }).length;
        return at('click') / at('impression');
      };
      expect(rate(0, 1)).toBeGreaterThan(1.25 * rate(1, 3));
      expect(rate(1, 3)).toBeGreaterThan(1.2 * rate(3, 6));
      expect(rate(3, 6)).toBeGreaterThan(1.05 * rate(6, 10));
    });

    test('shoppers click and buy what they like more often than it is shown to them', () => {
      const people = JSON.parse(files.get('shoppers.json') ?? '[]') as {
        id: string;
        taste: { styles: string[]; brands: string[] };
      }[];
      const tastes = new Map(people.map(({ id, taste }) => [id, taste]));
      const share = (action: string, side: 'styles' | 'brands') => {
        const done = events.filter((event) => event.action_name === action);
        const liked = done.filter((event) => {
          const { style, brand } = latentOf(event.event_attributes.object.object_id);
          return tastes.get(event.user_id)?.[side].includes(side === 'styles' ? style : brand.name);
        });
        return liked.length / done.length;
      };
      for (const side of ['styles', 'brands'] as const) {
        expect(share('click', side)).toBeGreaterThan(1.2 * share('impression', side));
        expect(share('purchase', side)).toBeGreaterThan(share('click', side));
      }
    });
  });

  describe('judgments', () => {
    test('agree with what the products are', () => {
      const lines = (files.get('judgments.tsv') ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'));
      expect(lines[0]).toEqual(['query', 'product_id', 'label']);
      const byQuery = new Map<string, string[][]>();
      for (const line of lines.slice(1)) {
        const [query = ''] = line;
        byQuery.set(query, [...(byQuery.get(query) ?? []), line]);
      }
      expect(byQuery.size).toBeGreaterThan(110);
      for (const judged of byQuery.values()) {
        const pairs = judged.map(([, id]) => id);
        expect(new Set(pairs).size).toBe(pairs.length);
        const leaves = (label: string) =>
          new Set(judged.flatMap(([, id, l]) => (l === label ? [latentOf(id ?? '').leaf] : [])));
        const exact = [...leaves('E')];
        expect(exact).toHaveLength(1);
        const [asked] = exact;
        for (const leaf of leaves('S')) expect(leaf).toBe(asked);
        for (const leaf of leaves('C')) expect(asked?.complements).toContain(leaf.key);
        for (const leaf of leaves('I')) {
          expect(leaf.department).not.toBe(asked?.department);
          expect(asked?.complements).not.toContain(leaf.key);
        }
      }
    });
  });

  describe('test searches', () => {
    let searches: TestSearch[];
    beforeAll(() => {
      searches = linesOf<TestSearch>(files.get('personal.ndjson'));
    });

    test('are at least two hundred of each sort', () => {
      expect(searches.filter((search) => search.related).length).toBeGreaterThanOrEqual(200);
      expect(searches.filter((search) => !search.related).length).toBeGreaterThanOrEqual(200);
    });

    test('the target is of the history where related, and of another department where not', () => {
      const clicked = new Map<string, Leaf[]>();
      for (const event of events.filter(({ action_name }) => action_name === 'click')) {
        const { leaf } = latentOf(event.event_attributes.object.object_id);
        clicked.set(event.user_id, [...(clicked.get(event.user_id) ?? []), leaf]);
      }
      for (const { shopper, target, related } of searches) {
        const history = clicked.get(shopper) ?? [];
        const { leaf } = latentOf(target);
        if (related) expect(history.filter((one) => one === leaf).length).toBeGreaterThanOrEqual(2);
        else expect(history.some((one) => one.department === leaf.department)).toBe(false);
      }
    });

    test('the shopper never met the target or a variant of it', () => {
      const met = new Set(
        events.map(
          (event) => `${event.user_id} ${latentOf(event.event_attributes.object.object_id).article}`,
        ),
      );
      for (const { shopper, target } of searches)
        expect(met.has(`${shopper} ${latentOf(target).article}`)).toBe(false);
    });
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
