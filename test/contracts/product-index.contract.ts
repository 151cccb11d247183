import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import type { MembersRequest, ProductIndex } from '../../engines/products/index.js';
import { parseFilters } from '../../mappings/index.js';
import { catalogue, filterTree, lexicons, weights, without, words } from './product-index.arbitraries.js';
import { sameAnswer, sameMembers } from './product-index.comparisons.js';
import { referenceIndex } from './product-index.reference.js';
import {
  everything,
  FACETS,
  find,
  policy,
  withIndex,
  type OpenProductIndex,
  type ProductIndexTraits,
} from '../fixtures/product-index.js';

/** What every product index keeps, whatever products it has; run over each implementation. */
export function productIndexContract(
  name: string,
  open: OpenProductIndex,
  { scores, analysers, runs }: ProductIndexTraits = { scores: 'reference', runs: 25 },
): void {
  const using = (products: readonly Product[], work: (index: ProductIndex) => Promise<void>) =>
    withIndex(open, products, work);

  describe(`product index: ${name}`, () => {
    test('random catalogues, queries and filters: as the definitions read', async () => {
      const sorts = fc.constantFrom(
        undefined,
        'price:asc',
        'price:desc',
        'rating:desc',
        'ratingCount:desc',
        'createdAt:desc',
      );
      const query = fc.record({
        text: words,
        tree: filterTree,
        without,
        weights,
        lexicon: lexicons,
        sort: sorts,
        limit: fc.constantFrom(0, 3, 100),
      });
      await fc.assert(
        fc.asyncProperty(
          catalogue,
          fc.array(query, { minLength: 1, maxLength: 6 }),
          async (products, queries) => {
            const reference = referenceIndex(products);
            await using(products, async (index) => {
              const known = new Set((await reference.fields()).keyword);
              for (const {
                text,
                tree,
                without: leftOut,
                weights: fieldWeights,
                lexicon,
                sort,
                limit,
              } of queries) {
                const how = policy({
                  fieldWeights,
                  lexicon,
                  ...(scores === 'own' ? { shareOfBest: 0 } : {}),
                });
                const rest = {
                  filters: [...parseFilters(tree, 'filters'), ...(analysers === undefined ? leftOut : [])],
                  facets: FACETS.filter((f) => f.kind === 'numeric' || known.has(f.field)),
                  limit,
                  ...(sort === undefined ? {} : { sort }),
                } as const;
                const [plan, wanted] = [await index.words(text, how), await reference.words(text, how)];
                if (analysers === undefined) {
                  expect(plan.words).toEqual(wanted.words);
                  expect(plan.named).toEqual(wanted.named);
                }
                if (analysers === undefined && scores === 'own') expect(plan.best > 0).toBe(wanted.best > 0);
                if (scores === 'reference') expect(plan.best).toBeCloseTo(wanted.best, 4);
                const byMeaning = Uint32Array.from(products.length > 3 ? [3, 0] : []);
                for (const request of [
                  ...(analysers === undefined
                    ? [{ ...rest, members: { kind: 'union', byMeaning } } as const]
                    : []),
                  { ...rest, members: { kind: 'union', byMeaning, wordsDecide: false } } as const,
                  { ...rest, members: everything } as const,
                ]) {
                  const given = (own: typeof plan): MembersRequest =>
                    request.members.kind === 'everything'
                      ? { ...rest, members: everything }
                      : {
                          ...rest,
                          members: { ...request.members, words: analysers === undefined ? own : undefined },
                        };
                  const own = await index.members(given(plan));
                  if (scores === 'own' && sort === undefined) {
                    const all = await reference.members({ ...given(wanted), limit: products.length });
                    sameMembers(own, all, limit);
                  } else sameAnswer(own, await reference.members(given(wanted)), scores, sort === undefined);
                }
              }
            });
          },
        ),
        { numRuns: runs },
      );
    });

    test('choosing a value of a facet gives exactly its count; so does a bucket', async () => {
      await fc.assert(
        fc.asyncProperty(catalogue, filterTree, async (products, tree) => {
          await using(products, async (index) => {
            const facets: MembersRequest['facets'] = [
              { kind: 'keyword', field: 'brand', limit: 10 },
              { kind: 'numeric', field: 'price' },
            ];
            const request = { members: everything, facets, limit: 0 };
            const { facets: counted } = await index.members({ ...request, filters: parseFilters(tree, 'f') });
            const choose = async (own: object) =>
              (await index.members({ ...request, filters: parseFilters({ ...tree, ...own }, 'f') })).total;
            const { brand, price: prices } = counted;
            if (brand?.kind !== 'keyword' || prices?.kind !== 'numeric')
              throw new Error('facets are missing');
            for (const { value, count } of brand.values) expect(await choose({ brand: [value] })).toBe(count);
            for (const { from, to, count } of prices.buckets) {
              expect(await choose({ price: { gte: from, lt: to } })).toBe(count);
            }
            if (prices.min !== undefined && prices.max !== undefined) {
              expect(prices.buckets[0]?.from).toBeLessThanOrEqual(prices.min);
              expect(prices.buckets.at(-1)?.to).toBeGreaterThan(prices.max);
            }
          });
        }),
        { numRuns: Math.ceil(runs / 2) },
      );
    });

    test('the cut-off is a share of the best score, whatever the rest of the answer asks', async () => {
      const shop = Array.from({ length: 30 }, (_, i): Product => {
        const filler = 'lamp '.repeat(i % 6) + 'oak '.repeat(i % 5);
        return {
          id: `s${i + 10}`,
          title: `${i % 3 === 0 ? 'running shoe ' : i % 3 === 1 ? 'shoe ' : ''}${filler}x`,
          price: i,
        };
      });
      await using(shop, async (index) => {
        const wide = policy({ shareOfBest: 0, shareOfIdf: 0 });
        const all = await find(index, 'running shoe oak', {}, wide);
        const { best } = await index.words('running shoe oak', wide);
        const titles = (await index.documents(all.ordinals)).map((product) => product?.title);
        const holdsAll = (title: string) => ['running', 'shoe', 'oak'].every((word) => title.includes(word));
        expect(all.total).toBeGreaterThan(20);
        expect(all.lexical[0]).toBeCloseTo(best, 4);
        for (const shareOfBest of [0.3, 0.6, 0.9]) {
          const cut = policy({ shareOfBest, shareOfIdf: 0 });
          const words = await index.words('running shoe oak', cut);
          const filters = parseFilters({ price: { gte: 10 } }, 'filters');
          const ask = (rest: Partial<MembersRequest>) => find(index, 'running shoe oak', rest, cut);
          const kept = await ask({});
          // All words make a member too, whatever its score.
          const wanted = [...all.lexical].filter(
            (score, i) => score >= shareOfBest * best || holdsAll(titles[i] ?? ''),
          );
          expect(kept.total).toBe(wanted.length);
          expect(words.best).toBeCloseTo(best, 4);
          const filtered = await ask({ filters });
          const documents = await index.documents(kept.ordinals);
          expect(filtered.total).toBe(documents.filter((product) => (product?.price ?? 0) >= 10).length);
        }
      });
    });

    test('the best products are told with the words; other words may score those that they made members', async () => {
      const shop = Array.from({ length: 40 }, (_, i): Product => {
        const title = `${i % 2 === 0 ? 'shoe ' : 'oak '.repeat(1 + (i % 3))}${'lamp '.repeat(i % 4)}x`;
        return { id: `s${i + 10}`, title, price: i };
      });
      await using(shop, async (index) => {
        const wide = policy({ shareOfBest: 0, shareOfIdf: 0 });
        const all = await find(index, 'oak lamp', {}, wide);
        const ends = [...all.lexical.keys()].filter(
          (i) => i > 0 && (all.lexical[i] as number) < (all.lexical[i - 1] as number),
        );
        expect(ends.length).toBeGreaterThan(2);
        // Equal products stand in id order wherever the cut leaves all of them in.
        for (const first of [...ends, 500]) {
          const plan = await index.words('oak lamp', { ...wide, first });
          expect([...(plan.first ?? [])]).toEqual([...all.ordinals.subarray(0, first)]);
        }
        expect((await index.words('velvet', { ...wide, first: 5 })).first).toEqual(new Uint32Array());
        expect(await index.words('oak lamp', wide)).not.toHaveProperty('first');

        const words = await index.words('oak lamp', policy());
        const scoredBy = await index.words('shoe lamp', wide);
        const byMeaning = Uint32Array.of(0, 1);
        const ask = (members: object, rest: Partial<MembersRequest> = {}) =>
          index.members({
            members: { kind: 'union', words, byMeaning, ...members },
            filters: [],
            facets: [],
            limit: 100,
            ...rest,
          });
        const filters = parseFilters({ price: { gte: 7 } }, 'filters');
        for (const rest of [{}, { filters, facets: FACETS.slice(3) }, { sort: 'price:desc' } as const]) {
          const [own, scored] = [await ask({}, rest), await ask({ scoredBy }, rest)];
          expect(scored.total).toBe(own.total);
          expect(scored.facets).toEqual(own.facets);
          expect([...scored.ordinals].sort()).toEqual([...own.ordinals].sort());
          const by = await ask({ words: scoredBy, wordsDecide: false, byMeaning: own.ordinals }, rest);
          expect([...scored.ordinals]).toEqual([...by.ordinals]);
          expect(scored.lexical).toEqual(by.lexical);
        }
      });
    });
  });
}
