import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { wholeSet, type Shop } from '../fixtures/shop.js';

const PHONES = ['Electronics', 'Phones'];
const CASES = ['Electronics', 'Accessories'];

/** Phones, more cases for phones than phones, and glasses. */
const SHOP: readonly Product[] = [
  ...['Acme', 'Acme', 'Bell', 'Bell', 'Cero'].map((brand, i) => ({
    id: `phone-${i}`,
    title: `${brand} smart mobile device phone`,
    brand,
    category: PHONES,
  })),
  ...Array.from({ length: 8 }, (_, i) => ({
    id: `case-${i}`,
    title: i % 2 === 0 ? 'Phone case' : 'Case for Acme phone',
    brand: 'Dora',
    category: CASES,
  })),
  { id: 'stem', title: 'Wine glass with a stem', brand: 'Dora', category: ['Kitchen'] },
  { id: 'stemless', title: 'Wine glass of crystal, no stem', category: ['Kitchen'] },
  { id: 'tumbler', title: 'Wine glass', bullets: ['No stem to break'], category: ['Kitchen'] },
  { id: 'red', title: 'Red dress', brand: 'Red', category: ['Dresses'] },
  ...Array.from({ length: 9 }, (_, i) => ({
    id: `dress-${i}`,
    title: 'Fine red dress',
    brand: 'Dora',
    category: ['Dresses'],
  })),
];

/** More wine glasses than are looked at, and last by their words some that speak of a stem. */
const CROWD: readonly Product[] = [
  ...Array.from({ length: 200 }, (_, i) => ({ id: `other-${i}`, title: 'Garden hose' })),
  ...Array.from({ length: 70 }, (_, i) => ({
    id: `first-${i}`,
    title: 'Wine glass without stem',
    brand: 'First',
    price: i,
  })),
  ...['a long stem', 'no stem', 'its own case', 'a short stem', 'gold'].map((words, i) => ({
    id: `last-${i}`,
    title: `Fine wine glass with ${words}`,
    brand: 'Last',
    price: 50 + i,
  })),
];

const OFF = { category: 0, brand: 0, negation: 0 };

/** What a query names and negates orders its answer, on every engine. */
export function intentContract(name: string, open: (products: readonly Product[]) => Promise<Shop>): void {
  describe(`intent: ${name}`, () => {
    let shop: Shop;
    let crowded: Shop;
    beforeAll(async () => {
      shop = await open(SHOP);
      crowded = await open(CROWD);
    });
    afterAll(async () => {
      await shop.close();
      await crowded.close();
    });
    const ask = (query: string, more: object = {}) =>
      shop.search({ query, legs: ['lexical'], pageSize: 50, explain: true, ...more, ...only(more) });
    // Words and what is named alone: the hashes that stand for meaning here mean nothing.
    const only = ({ weights = {} }: { weights?: object }) => ({
      weights: { vector: 0, personal: 0, affinity: 0, ...weights },
    });
    const ids = async (query: string, more: object = {}) => (await ask(query, more)).hits.map(({ id }) => id);

    test('the products that a noun names come before what is made for them', async () => {
      const [named, plain] = [await ids('phone'), await ids('phone', { weights: OFF })];
      expect(named.slice(0, 5).every((id) => id.startsWith('phone-'))).toBe(true);
      expect(plain.slice(0, 5).every((id) => id.startsWith('phone-'))).toBe(false);
      expect((await ids('phone case')).slice(0, 4).every((id) => id.startsWith('case-'))).toBe(true);
    });

    test('the products of a brand come before those that mention it', async () => {
      const named = await ids('acme phone', { weights: { category: 0 } });
      expect(named.slice(0, 2).sort()).toEqual(['phone-0', 'phone-1']);
      const { hits } = await ask('acme phone');
      const share = hits[0]?.explain?.signals.find(({ signal }) => signal === 'brand');
      expect(share).toMatchObject({ raw: 1, normalised: 1, weight: 0.1, contribution: 0.1 });
      expect(hits[0]?.explain?.sentence).toContain('of the brand you named');
    });

    test('a word that mostly means something else names no brand', async () => {
      const { hits } = await ask('red dress');
      expect(hits[0]?.explain?.signals.some(({ signal }) => signal === 'brand')).toBe(false);
    });

    test('what is not wanted earns nothing and comes last, and is never left out', async () => {
      const query = 'wine glass without stem';
      const answer = await ask(query);
      const found = answer.hits.map(({ id }) => id);
      expect(found.slice(0, 2).sort()).toEqual(['stemless', 'tumbler']);
      expect(found.indexOf('stem')).toBeGreaterThan(1);
      expect(answer.understood).toEqual({
        text: 'wine glass',
        filters: {},
        parts: [{ kind: 'without', text: 'without stem' }],
      });
      const plain = await ids(query, { weights: OFF });
      expect(plain.indexOf('stem')).toBeLessThan(plain.indexOf('tumbler'));
      const raw = (id: string) =>
        answer.hits.find((hit) => hit.id === id)?.explain?.signals.find(({ signal }) => signal === 'negation')
          ?.raw;
      expect([raw('stemless'), raw('tumbler'), raw('stem')]).toEqual([1, 0.5, -1]);
    });

    test('membership, total and facets stay what they are, and scores add up', async () => {
      for (const query of [
        'phone',
        'acme phone case',
        'wine glass without stem',
        'red dress without brand',
      ]) {
        const body = { query, legs: ['lexical'], facets: ['brand'] };
        const [named, plain] = [body, { ...body, weights: OFF }];
        expect((await wholeSet(shop, named)).sort()).toEqual((await wholeSet(shop, plain)).sort());
        const answers = [await shop.search(named), await shop.search(plain)];
        expect(answers[0]?.total).toEqual(answers[1]?.total);
        expect(answers[0]?.facets).toEqual(answers[1]?.facets);
        for (const { explain, score } of (await ask(query)).hits) {
          const sum = (explain?.signals ?? []).reduce((all, { contribution }) => all + contribution, 0);
          expect(Math.abs(sum - score)).toBeLessThan(1e-9);
        }
      }
    });

    test('what is not wanted and nobody has is not taken for a word that is spelled nearly so', async () => {
      const query = 'Wine glass without stek';
      const answer = await ask(query);
      expect(answer).not.toHaveProperty('corrected');
      expect(answer.understood?.parts).toEqual([{ kind: 'without', text: 'without stek' }]);
      expect(answer.hits.map(({ id }) => id).sort()).toEqual(['stem', 'stemless', 'tumbler']);
      expect((await ids(query, { weights: OFF })).sort()).toEqual(['stem', 'stemless', 'tumbler']);
    });

    test('a filter changes no score', async () => {
      const all = await ask('phone');
      const some = await ask('phone', { filters: { category: ['Electronics > Accessories'] } });
      expect(some.hits.length).toBe(8);
      for (const { id, score } of some.hits)
        expect(score).toBeCloseTo(all.hits.find((hit) => hit.id === id)?.score ?? Number.NaN, 6);
    });

    test('whoever is left by a filter has the say of a negation that they had without it', async () => {
      const query = 'wine glass without stem';
      const words = { query, legs: ['lexical'], weights: { vector: 0 }, pageSize: 100 };
      const all = await crowded.search(words);
      expect(all.hits.slice(0, 70).every(({ id }) => id.startsWith('first-'))).toBe(true);
      const scores = new Map(all.hits.map(({ id, score }) => [id, score]));
      // What another query's look told of them has no say either.
      await crowded.search({ ...words, query: `fine ${query}` });
      for (const filters of [{ brand: ['Last'] }, { brand: ['Last', 'First'], price: { gte: 30 } }]) {
        const some = await crowded.search({ ...words, filters });
        expect(some.hits.length).toBeGreaterThan(2);
        expect(some.hits.map(({ id, score }) => [id, score])).toEqual(
          some.hits.map(({ id }) => [id, scores.get(id)]),
        );
      }
    });

    test('nothing is read where that is switched off', async () => {
      for (const query of ['phone', 'acme phone', 'wine glass without stem']) {
        const [off, zero] = [await ask(query, { understand: false }), await ask(query, { weights: OFF })];
        expect(off.hits.map(({ id, score }) => [id, score])).toEqual(
          zero.hits.map(({ id, score }) => [id, score]),
        );
        expect(off).not.toHaveProperty('understood');
        expect(zero).not.toHaveProperty('understood');
      }
    });
  });
}
