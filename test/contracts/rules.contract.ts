import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import type { Facet } from '../../search/index.js';
import { QUERY_CLASSES } from '../../reranker/matrix.js';
import { wholeSet, type Shop } from '../fixtures/shop.js';
import { bodies, catalogues, keyOf, passes, type Body } from './result-set.arbitraries.js';

const ids = fc.integer({ min: 0, max: 45 }).map((i) => `p${String(i).padStart(3, '0')}`);
const pins = fc
  .uniqueArray(fc.record({ id: ids, position: fc.integer({ min: 1, max: 12 }) }), {
    selector: ({ position }) => position,
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.filter(({ id }, i) => all.findIndex((other) => other.id === id) === i));
const when = fc.constantFrom({}, { query: { contains: ['shoe', 'lamp'] } }, { query: { matches: ['red'] } });
const moves = fc.oneof(
  fc.record({ pin: pins }),
  fc.constant({ boost: [{ filter: { brand: ['Oakline'] }, positions: 3 }] }),
  fc.constant({ bury: [{ filter: { price: { gt: 5 } } }], boost: [{ ids: ['p001', 'p003'], positions: 2 }] }),
);
const rules = fc
  .array(fc.record({ when, then: moves, priority: fc.integer({ min: 0, max: 2 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.map((rule, i) => ({ id: `move-${i}`, ...rule })));

/** Rules keep the result-set contract. `open` publishes a catalogue on the engines under test. */
export function rulesContract(
  name: string,
  open: (products: readonly Product[]) => Promise<Shop>,
  { runs }: { readonly runs: number } = { runs: 8 },
): void {
  const using = async (products: readonly Product[], check: (shop: Shop) => Promise<void>) => {
    const shop = await open(products);
    try {
      await check(shop);
    } finally {
      await shop.close();
    }
  };
  const make = (shop: Shop, all: readonly object[]) =>
    shop.aisle.rankings.put({ rules: all } as never, { promote: true });

  describe(`rules on ${name}`, () => {
    test('moves lose and double nothing, and each hit tells how it came to its place', async () => {
      await fc.assert(
        fc.asyncProperty(catalogues, bodies, rules, async (products, body, all) => {
          await using(products, async (shop) => {
            const groupsOf = (found: readonly string[]) =>
              found.map((id) => keyOf(products.find((p) => p.id === id) as Product));
            const before = await wholeSet(shop, body);
            const asked = { ...body, facets: ['brand'] };
            const plain = await shop.search(asked);
            const { version } = await make(shop, all);
            const after = await wholeSet(shop, body, 4);
            expect(groupsOf(after).sort()).toEqual(groupsOf(before).sort());
            const answer = await shop.search({ ...asked, pageSize: 100, explain: true });
            expect(answer.ranking).toBe(`default@${version}`);
            expect([answer.total, answer.facets]).toEqual([plain.total, plain.facets]);
            expect(answer.hits.map(({ id }) => id)).toEqual(after);
            if (body.sort !== 'relevance' || answer.rules === undefined) expect(after).toEqual(before);
            const groupsBefore = groupsOf(before);
            answer.hits.forEach(({ id, explain }, i) => {
              if (body.sort !== 'relevance') return;
              const [group] = groupsOf([id]);
              const last = explain?.moves.at(-1);
              expect(last?.to ?? i + 1).toBe(i + 1);
              expect(last?.from ?? i + 1).toBe(groupsBefore.indexOf(group as string) + 1);
            });
          });
        }),
        { numRuns: runs, endOnFailure: true },
      );
    });

    test('added products and rule filters belong to the set: total, facets and pages agree', async () => {
      await fc.assert(
        fc.asyncProperty(
          catalogues,
          fc.array(bodies, { minLength: 1, maxLength: 3 }),
          pins,
          async (products, asked, pin) => {
            await using(products, async (shop) => {
              const byId = new Map(products.map((p) => [p.id, p]));
              const groupsOf = (found: readonly string[]) =>
                found.map((id) => keyOf(byId.get(id) as Product)).sort();
              // An article number is left alone by rules that ask for no class.
              const when = { classes: [...QUERY_CLASSES] };
              const add = { id: 'add', when, then: { pin, add: true } };
              for (const body of asked as unknown as Body[]) {
                const set = async (other: object = {}) =>
                  groupsOf(await wholeSet(shop, { ...body, ...other }));
                await make(shop, []);
                // As words alone: what a query states bounds what is added, too.
                const words = { understand: false };
                const before = await set(words);
                await make(shop, [add]);
                const added = pin.flatMap(({ id }) => {
                  const found = byId.get(id);
                  return found !== undefined && passes(found, body.filters) ? [keyOf(found)] : [];
                });
                // Where nothing met the query, what was pinned is what there is: nothing is widened.
                const { relaxed } = await shop.search({ ...body, ...words, ranking: 'rrf' });
                if (relaxed !== true)
                  expect(await set(words)).toEqual([...new Set([...before, ...added])].sort());
                await make(shop, [
                  add,
                  { id: 'narrow', when, then: { filter: { brand: ['Northfell', 'Oakline'] } } },
                ]);
                const whole = await wholeSet(shop, body, 3);
                for (const id of whole) expect(['Northfell', 'Oakline']).toContain(byId.get(id)?.brand);
                const answer = await shop.search({ ...body, facets: ['brand', 'category'] });
                expect(answer.total).toEqual({ value: whole.length, relation: 'eq' });
                for (const other of [
                  { weights: { lexical: 0 } },
                  { sort: 'price:asc' },
                  { userId: 'somebody' },
                ]) {
                  expect(await set(other)).toEqual(groupsOf(whole));
                }
                for (const field of ['brand', 'category']) {
                  for (const { value, count } of answer.facets[field] as Extract<Facet, readonly unknown[]>) {
                    const chosen = await shop.search({
                      ...body,
                      filters: { ...body.filters, [field]: [value] },
                    });
                    expect([field, value, chosen.total.value]).toEqual([field, value, count]);
                  }
                }
              }
            });
          },
        ),
        { numRuns: runs, endOnFailure: true },
      );
    });

    test('a product far behind is pinned, on the category page too, and nothing else changes', async () => {
      const products = Array.from({ length: 1_300 }, (_, i): Product => {
        const title = `${i % 3 === 0 ? 'red ' : ''}lamp number${i}`;
        return { id: `p${String(i).padStart(4, '0')}`, title, brand: i === 1_299 ? 'Late' : 'Early' };
      });
      await using(products, async (shop) => {
        for (const query of ['lamp', '']) {
          await make(shop, []);
          const before = await wholeSet(shop, { query });
          await make(shop, [
            {
              id: 'far',
              then: {
                pin: [
                  { id: 'p1299', position: 2 },
                  { id: 'gone', position: 1 },
                ],
              },
            },
          ]);
          const far = ['p1298', 'p1299'];
          const after = await wholeSet(shop, { query });
          expect(after[1]).toBe('p1299');
          expect(after.length).toBe(1_300);
          expect(after.filter((id) => !far.includes(id))).toEqual(before.filter((id) => !far.includes(id)));
          const filtered = await shop.search({ query, filters: { brand: ['Early'] } });
          expect(filtered.hits.some(({ id }) => id === 'p1299')).toBe(false);
          expect(filtered.total.value).toBe(1_299);
        }
      });
    });

    test('a pinned variant stands for its group itself, as long as it passes the filters', async () => {
      const products = [
        { id: 'a1', title: 'Trail shoe red', color: 'red', groupId: 'a' },
        { id: 'a2', title: 'Trail shoe blue', color: 'blue', groupId: 'a' },
        { id: 'b1', title: 'Trail shoe', color: 'blue' },
        { id: 'b2', title: 'Trail shoe', color: 'red' },
      ];
      await using(products, async (shop) => {
        await make(shop, [
          { id: 'r', when: { query: { is: ['trail shoe'] } }, then: { pin: [{ id: 'a2', position: 1 }] } },
        ]);
        const found = async (body: object) =>
          (await shop.search({ query: 'trail shoe', ...body })).hits.map(({ id }) => id);
        expect((await found({}))[0]).toBe('a2');
        expect(await found({})).not.toContain('a1');
        expect(await found({ filters: { color: ['red'] } })).toEqual(expect.arrayContaining(['a1', 'b2']));
      });
    });

    test("a shop's own synonyms and stop words, from the next search on", async () => {
      const products = [
        { id: '1', title: 'Settee of oak' },
        { id: '2', title: 'Sofa' },
        { id: '3', title: 'Mobile phone' },
        { id: '4', title: 'Mobile stand' },
        { id: '5', title: 'Cheap tent' },
        { id: '6', title: 'Tent' },
      ];
      await using(products, async (shop) => {
        const found = async (query: string) => {
          const { hits, corrected } = await shop.search({ query, legs: ['lexical'], weights: { vector: 0 } });
          return [hits.map(({ id }) => id).join(' '), corrected?.to];
        };
        expect(await found('cheap tent')).toEqual(['5', undefined]);
        await shop.aisle.rankings.put(
          {
            synonyms: [
              { id: 's1', words: ['sofa', 'settee'], factor: 0.8 },
              { id: 's2', from: ['smartphone'], to: ['mobile phone'], factor: 0.8 },
            ],
            stopWords: ['cheap'],
          },
          { promote: true },
        );
        expect(await found('sofa')).toEqual(['2 1', undefined]);
        expect(await found('smartphone')).toEqual(['3', undefined]);
        expect(await found('mobile')).toEqual(['3 4', undefined]);
        expect(await found('cheap tent')).toEqual(['6 5', undefined]);
        expect(await found('cheap')).toEqual(['5', undefined]);
      });
    });
  });
}
