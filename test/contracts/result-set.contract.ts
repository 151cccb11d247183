import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import { understand } from '../../query/index.js';
import type { Facet } from '../../search/index.js';
import { namesOf } from '../../search/known-names.js';
import { wholeSet, type Shop } from '../fixtures/shop.js';
import { bodies, catalogues, keyOf, passes, skuOf, type Body } from './result-set.arbitraries.js';

const QUERIES_A_CATALOGUE = 6;

/**
 * The result-set contract: hits, total, facets, sort and pages come from one set. `open` publishes a catalogue on the
 * engines under test.
 */
export function resultSetContract(
  name: string,
  open: (products: readonly Product[]) => Promise<Shop>,
  { runs }: { readonly runs: number } = { runs: 8 },
): void {
  /** Checks a property on random catalogues, some queries on each: building one costs more than asking it. */
  const property = (title: string, check: (shop: Shop, products: Product[], body: Body) => Promise<void>) =>
    test(title, async () => {
      await fc.assert(
        fc.asyncProperty(
          catalogues,
          fc.array(bodies, { minLength: 1, maxLength: QUERIES_A_CATALOGUE }),
          async (products, asked) => {
            const shop = await open(products);
            try {
              for (const body of asked) await check(shop, products, body as unknown as Body);
            } finally {
              await shop.close();
            }
          },
        ),
        { numRuns: runs, endOnFailure: true },
      );
    });

  describe(`result set on ${name}`, () => {
    test('more members than an engine answers at once: each is shown once, in one order', async () => {
      const products = Array.from({ length: 1_300 }, (_, i): Product => {
        const title = `${i % 3 === 0 ? 'red ' : ''}lamp number${i}`;
        const group = i % 10 === 0 ? { groupId: `g${i % 100}` } : {};
        return { id: `p${String(i).padStart(4, '0')}`, title, price: 1 + (i % 50), rating: i % 6, ...group };
      });
      const shop = await open(products);
      try {
        for (const sort of ['relevance', 'price:desc']) {
          const body = { query: 'lamp', sort };
          const whole = await wholeSet(shop, body);
          // 130 variants of 10 groups.
          expect(whole.length).toBe(1_180);
          expect(new Set(whole).size).toBe(1_180);
          const { total } = await shop.search(body);
          expect(total).toEqual({ value: 1_180, relation: 'eq' });
          const late = await shop.search({ ...body, page: 12, pageSize: 100 });
          expect(late.hits.map(({ id }) => id)).toEqual(whole.slice(1_100));
          expect(late.cursor).toBeUndefined();
        }
      } finally {
        await shop.close();
      }
    });

    property('pages are disjoint and cover the set, whatever their size', async (shop, _, body) => {
      const whole = await wholeSet(shop, body);
      expect(new Set(whole).size).toBe(whole.length);
      const { total } = await shop.search(body);
      expect(total).toEqual({ value: whole.length, relation: 'eq' });
      expect(await wholeSet(shop, body, 3)).toEqual(whole);
      const pages: string[] = [];
      for (let page = 1; pages.length < whole.length; page++) {
        const answer = await shop.search({ ...body, page, pageSize: 7 });
        expect(answer.total.value).toBe(whole.length);
        expect(answer.hits.length).toBeGreaterThan(0);
        pages.push(...answer.hits.map(({ id }) => id));
      }
      expect(pages).toEqual(whole);
    });

    property('choosing a facet value gives exactly its count', async (shop, _, body) => {
      const answer = await shop.search({ ...body, facets: ['brand', 'category'] });
      for (const field of ['brand', 'category']) {
        for (const { value, count } of answer.facets[field] as Extract<Facet, readonly unknown[]>) {
          const chosen = await shop.search({ ...body, filters: { ...body.filters, [field]: [value] } });
          expect([field, value, chosen.total.value]).toEqual([field, value, count]);
        }
      }
    });

    property('filters only subtract', async (shop, products, body) => {
      const all = products.filter((p) => passes(p, body.filters));
      const passing = new Set(all.map(({ id }) => id));
      const byId = new Map(products.map((p) => [p.id, p]));
      // Without groups each product shows for itself: membership is then seen product by product.
      const filtered = await wholeSet(shop, body);
      for (const id of filtered) expect(passing).toContain(id);
      if (body.query === '') expect(filtered.length).toBe(new Set(all.map(keyOf)).size);
      const unfiltered = new Set(
        (await wholeSet(shop, { ...body, filters: {} })).map((id) => keyOf(byId.get(id)!)),
      );
      for (const id of filtered) expect(unfiltered).toContain(keyOf(byId.get(id)!));
    });

    property('a filter changes neither the scores nor the order of what passes it', async (shop, _, body) => {
      // One page holds any of these catalogues.
      const whole = { ...body, pageSize: 100 };
      const all = await shop.search({ ...whole, filters: {} });
      const scores = new Map(all.hits.map(({ id, score }) => [id, score]));
      const { hits } = await shop.search(whole);
      // Another variant may stand for a group.
      const both = hits.filter(({ id }) => scores.has(id));
      for (const { id, score } of both) expect([id, score]).toEqual([id, scores.get(id)]);
      const passed = new Set(both.map(({ id }) => id));
      expect(both.map(({ id }) => id)).toEqual(all.hits.map(({ id }) => id).filter((id) => passed.has(id)));
    });

    property('membership depends on neither weights, sort nor shopper', async (shop, products, body) => {
      const byId = new Map(products.map((p) => [p.id, p]));
      const groups = (ids: string[]) => ids.map((id) => keyOf(byId.get(id)!)).sort();
      const set = groups(await wholeSet(shop, body));
      for (const other of [
        { weights: { lexical: 0 } },
        { weights: { vector: 0 } },
        { weights: { category: 0, brand: 0, negation: 0 } },
        { sort: 'price:asc' },
        { userId: 'somebody' },
        { ranking: 'rrf' },
      ]) {
        expect(groups(await wholeSet(shop, { ...body, ...other }))).toEqual(set);
      }
    });

    property(
      'a sort orders the whole set, products without the value last, ties by id',
      async (shop, products, body) => {
        const byId = new Map(products.map((p) => [p.id, p]));
        for (const [sort, field, sign] of [
          ['price:asc', 'price', 1],
          ['price:desc', 'price', -1],
          ['rating:desc', 'rating', -1],
        ] as const) {
          const ids = await wholeSet(shop, { ...body, sort });
          const key = (id: string): number => {
            const value = byId.get(id)?.[field];
            return value === undefined ? Infinity : sign * value;
          };
          const expected = [...ids].sort((a, b) => {
            const [left, right] = [key(a), key(b)];
            return left === right ? (a < b ? -1 : 1) : left < right ? -1 : 1;
          });
          expect(ids).toEqual(expected);
        }
      },
    );

    property('variants give one hit, and it passes the filters', async (shop, products, body) => {
      const byId = new Map(products.map((p) => [p.id, p]));
      const ids = await wholeSet(shop, body);
      const groups = ids.map((id) => keyOf(byId.get(id)!));
      expect(new Set(groups).size).toBe(groups.length);
      for (const id of ids) expect(passes(byId.get(id)!, body.filters)).toBe(true);
    });

    property(
      'a product is found by its identifier, before all others that pass',
      async (shop, products, body) => {
        const { filters } = body;
        for (const [place, product] of products.slice(0, 3).entries()) {
          for (const query of [skuOf(place).toLowerCase(), skuOf(place).replace('-', ' ')]) {
            const passing = passes(product, filters);
            for (const other of [{}, { weights: { lexical: 0.01, vector: 9 } }, { ranking: 'rrf' }]) {
              const { hits } = await shop.search({ query, filters, explain: true, ...other });
              if (!passing) expect(hits.map(({ id }) => id)).not.toContain(product.id);
              else {
                expect(hits[0]?.id).toBe(product.id);
                expect(hits[0]?.explain?.sentence).toMatch(/^Has the code you typed/);
              }
            }
            // Its words have no say in the order then: it is a member still.
            const unweighted = await wholeSet(shop, { query, filters, weights: { lexical: 0 } });
            const stands = unweighted.map((id) => keyOf(products.find((one) => one.id === id)!));
            if (passing) expect(stands).toContain(keyOf(product));
          }
        }
      },
    );

    property('all weights 0 orders by id', async (shop, _, body) => {
      const weights = { lexical: 0, vector: 0, personal: 0, affinity: 0 };
      const ids = await wholeSet(shop, { ...body, sort: 'relevance', weights });
      expect(ids).toEqual([...ids].sort());
    });

    property('a score adds up and depends on neither page nor page size', async (shop, _, body) => {
      const large = await shop.search({ ...body, pageSize: 50, explain: true });
      const small = await shop.search({ ...body, pageSize: 5, explain: true });
      expect(small.hits.map(({ id, score }) => [id, score])).toEqual(
        large.hits.slice(0, 5).map(({ id, score }) => [id, score]),
      );
      for (const { score, explain } of large.hits) {
        const sum = (explain?.signals ?? []).reduce((total, { contribution }) => total + contribution, 0);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
      }
    });
  });

  describe(`variants on ${name}`, () => {
    const base = { brand: 'Northfell', category: ['Shoes'] };
    let shop: Shop;
    beforeAll(async () => {
      shop = await open([
        { id: 'a1', title: 'Trail shoe red', color: 'red', price: 60, groupId: 'a', ...base },
        { id: 'a2', title: 'Trail shoe blue', color: 'blue', price: 80, groupId: 'a', ...base },
        { id: 'b1', title: 'Trail shoe', color: 'blue', price: 70, ...base },
      ]);
    });
    afterAll(() => shop.close());

    test('a query that is the name of a brand or of a category is known as one', async () => {
      const named = await open([
        { id: 'a', title: 'Racer', brand: 'Brightwell', category: ['Outdoor', 'Trail shoes'] },
        { id: 'b', title: 'Lamp', brand: 'Café Nord' },
      ]);
      try {
        const lease = await named.aisle.generations.acquire();
        if (lease === undefined) throw new Error('nothing was published');
        const known = await namesOf(lease.generation);
        lease.release();
        const classOf = (text: string) => understand(text, known).queryClass;
        expect(['BRIGHTWELL', 'cafe nord'].map(classOf)).toEqual(['brand', 'brand']);
        expect(['outdoor', 'Trail Shoes', 'outdoor > trail shoes'].map(classOf)).toEqual(
          new Array(3).fill('category'),
        );
        expect(['bright', 'trail', 'racer'].map(classOf)).toEqual(new Array(3).fill('general'));
      } finally {
        await named.close();
      }
    });

    test('the best variant that passes the filters stands for its group', async () => {
      expect((await shop.search({ query: 'trail shoe red' })).hits[0]?.id).toBe('a1');
      const blue = await shop.search({ query: 'trail shoe', filters: { color: ['blue'] } });
      expect(blue.hits.map(({ id }) => id).sort()).toEqual(['a2', 'b1']);
      expect(blue.total.value).toBe(2);
    });

    test('a group counts once in the total and once for each value of a passing variant', async () => {
      const answer = await shop.search({ query: 'trail shoe', facets: ['color'] });
      expect(answer.total.value).toBe(2);
      expect(answer.facets['color']).toEqual([
        { value: 'blue', count: 2 },
        { value: 'red', count: 1 },
      ]);
      const cut = await shop.search({ query: 'trail shoe', facets: ['color'], facetSize: 1 });
      expect(cut.facets['color']).toEqual([{ value: 'blue', count: 2 }]);
    });
  });
}
