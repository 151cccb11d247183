import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import type {
  FacetAnswer,
  MembersAnswer,
  MembersRequest,
  ProductIndex,
  WordsPolicy,
} from '../../engines/products/index.js';
import { DEFAULT_FIELD_WEIGHTS, parseFilters } from '../../mappings/index.js';
import { catalogue, filterTree, weights, words } from './product-index.arbitraries.js';
import { referenceIndex } from './product-index.reference.js';

export interface ProductIndexFixture {
  readonly index: ProductIndex;
  readonly dispose: () => Promise<void>;
}

/** Makes an index of products, which come in any order. */
export type OpenProductIndex = (products: readonly Product[]) => Promise<ProductIndexFixture>;

const policy = (fields: Partial<WordsPolicy> = {}): WordsPolicy => ({
  shareOfBest: 0.5,
  shareOfIdf: 0.4,
  fieldWeights: DEFAULT_FIELD_WEIGHTS,
  tolerant: false,
  ...fields,
});

const everything: MembersRequest['members'] = { kind: 'everything' };
const FACETS: MembersRequest['facets'] = [
  { kind: 'keyword', field: 'brand', limit: 3 },
  { kind: 'keyword', field: 'category', limit: 100 },
  { kind: 'keyword', field: 'attributes.tag', limit: 100 },
  { kind: 'numeric', field: 'price' },
];

async function find(index: ProductIndex, query: string, rest: Partial<MembersRequest> = {}, how = policy()) {
  const words = await index.words(query, how);
  const byMeaning = new Uint32Array();
  const request = {
    filters: [],
    facets: [],
    limit: 1_000,
    members: { kind: 'union', words, byMeaning },
  } as const;
  return index.members({ ...request, ...rest });
}

async function idsOf(index: ProductIndex, { ordinals }: MembersAnswer): Promise<string[]> {
  return (await index.documents(ordinals)).map(({ id }) => id);
}

/** What every product index keeps; run over each implementation. */
export function productIndexContract(name: string, open: OpenProductIndex): void {
  const using = async (products: readonly Product[], body: (index: ProductIndex) => Promise<void>) => {
    const { index, dispose } = await open(products);
    try {
      await body(index);
    } finally {
      await dispose();
    }
  };

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
        weights,
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
              for (const { text, tree, weights: fieldWeights, sort, limit } of queries) {
                const how = policy({ fieldWeights });
                const rest = {
                  filters: parseFilters(tree, 'filters'),
                  facets: FACETS.filter((f) => f.kind === 'numeric' || known.has(f.field)),
                  limit,
                  ...(sort === undefined ? {} : { sort }),
                } as const;
                const [plan, wanted] = [await index.words(text, how), await reference.words(text, how)];
                expect(plan.words).toEqual(wanted.words);
                expect(plan.best).toBeCloseTo(wanted.best, 4);
                const byMeaning = Uint32Array.from(products.length > 3 ? [3, 0] : []);
                for (const request of [
                  { ...rest, members: { kind: 'union', byMeaning } } as const,
                  { ...rest, members: { kind: 'union', byMeaning, wordsDecide: false } } as const,
                  { ...rest, members: everything } as const,
                ]) {
                  const given = (own: typeof plan): MembersRequest =>
                    request.members.kind === 'everything'
                      ? { ...rest, members: everything }
                      : { ...rest, members: { ...request.members, words: own } };
                  sameAnswer(
                    await index.members(given(plan)),
                    await reference.members(given(wanted)),
                    sort === undefined,
                  );
                }
              }
            });
          },
        ),
        { numRuns: 25 },
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
        { numRuns: 15 },
      );
    });

    const shelf: Product[] = [
      { id: 'é', title: 'Sony WH-1000XM4 wireless headphones', brand: 'Sony', price: 300, currency: 'EUR' },
      {
        id: 'b',
        title: 'Wireless keyboard',
        brand: 'Keys',
        price: 50,
        currency: 'USD',
        attributes: { keys: 104 },
      },
      { id: 'a', title: 'Blanket, warm', color: 'red', attributes: { washable: true } },
      {
        id: 'c',
        title: 'Amazon Fire TV Stick',
        category: ['Electronics', 'TV'],
        createdAt: '2026-02-03T00:00:00.000Z',
      },
      { id: 'd', title: '无线耳机', description: 'wireless' },
      { id: 'e', title: 'سماعات لاسلكية' },
    ];

    test('documents, columns, ordinals, fields and currencies', async () => {
      await using(shelf, async (index) => {
        expect(index.size).toBe(6);
        expect(await index.ordinals(['é', 'nobody', 'a', "' OR 1=1"])).toEqual([5, undefined, 0, undefined]);
        expect(await index.documents(Uint32Array.of(5, 0))).toEqual([shelf[0], shelf[2]]);
        const columns = await index.columns(Uint32Array.of(3, 1, 0));
        expect(columns.price).toEqual(Float64Array.of(Number.NaN, 50, Number.NaN));
        expect(columns.brand).toEqual([undefined, 'Keys', undefined]);
        expect(columns.category).toEqual([undefined, undefined, undefined]);
        expect((await index.columns(Uint32Array.of(2))).category).toEqual(['Electronics > TV']);
        const { keyword, numeric } = await index.fields();
        expect(keyword).toEqual(expect.arrayContaining(['brand', 'size', 'attributes.washable']));
        expect(numeric).toEqual(expect.arrayContaining(['price', 'createdAt', 'attributes.keys']));
        expect(keyword).not.toContain('attributes.keys');
        expect(await index.currencies()).toEqual(['EUR', 'USD']);
      });
    });

    test('identifiers are found however they are written', async () => {
      await using(shelf, async (index) => {
        for (const query of [
          'WH-1000XM4',
          'wh1000xm4',
          'wh 1000 xm4',
          'wh 1000xm4',
          'wh1000xm4 case for travel',
        ]) {
          expect(await idsOf(index, await find(index, query))).toContain('é');
        }
      });
    });

    test('Chinese and Arabic, punctuation, emoji and very long texts', async () => {
      await using(shelf, async (index) => {
        expect(await idsOf(index, await find(index, '耳机'))).toEqual(['d']);
        expect(await idsOf(index, await find(index, 'سماعات'))).toEqual(['e']);
        for (const query of ['', ' ', '?!*"(){}[]^~:\\/', '🦄', '\u0000', '\ud800', 'x'.repeat(100_000)]) {
          expect((await find(index, query, {}, policy({ tolerant: true }))).total).toBe(0);
        }
        expect((await find(index, 'wireless '.repeat(12_000))).total).toBe(3);
      });
    });

    test('an unknown field is refused, one of the field table that no product has matches nothing', async () => {
      await using(shelf, async (index) => {
        const ask = (tree: object) =>
          index.members({
            members: everything,
            filters: parseFilters(tree, 'filters'),
            facets: [],
            limit: 10,
          });
        expect((await ask({ size: ['M'] })).total).toBe(0);
        expect((await ask({ rating: { gte: 0 } })).total).toBe(0);
        expect((await ask({ 'attributes.washable': true })).total).toBe(1);
        for (const field of ['nobody', '__proto__', 'constructor', 'attributes.nobody']) {
          const tree = Object.fromEntries([[field, ['x']]]);
          await expect(ask(tree)).rejects.toMatchObject({ code: 'bad_request' });
        }
      });
    });

    test('an empty catalogue answers', async () => {
      await using([], async (index) => {
        expect((await find(index, 'anything', {}, policy({ tolerant: true }))).total).toBe(0);
        expect(
          (await index.members({ members: everything, filters: [], facets: FACETS.slice(0, 1), limit: 5 }))
            .total,
        ).toBe(0);
        expect(await index.currencies()).toEqual([]);
      });
    });
  });
}

/** Words that are corrected or completed: for implementations that do. */
export function toleranceContract(name: string, open: OpenProductIndex): void {
  describe(`tolerance: ${name}`, () => {
    const products: Product[] = [
      { id: '1', title: 'Wireless headphones' },
      { id: '2', title: 'Wireless headphones, red' },
      { id: '3', title: 'Warm blanket' },
      { id: '4', title: 'Fire TV stick' },
      { id: '5', title: 'Wirless antenna' },
      { id: '6', title: 'WX-500 radio' },
    ];
    test.each([
      ['headphnoes', ['1', '2'], 'headphones'],
      ['blankt warm', ['3'], 'blanket warm'],
      ['hedfones', [], undefined],
      ['blank', ['3'], undefined],
      // Only the last word may be unfinished.
      ['blan warm', [], undefined],
      ['firestick', ['4'], 'fire stick'],
      // Known words are never corrected, rare as they are; nor are words with digits, nor short ones.
      ['wirless', ['5'], undefined],
      ['wx501', [], undefined],
      ['rad', ['6'], undefined],
      ['rde', [], undefined],
    ])('%s', async (query, ids, to) => {
      const { index, dispose } = await open(products);
      try {
        const plan = await index.words(query, policy({ tolerant: true }));
        expect(plan.corrected?.to).toBe(to);
        expect((await idsOf(index, await find(index, query, {}, policy({ tolerant: true })))).sort()).toEqual(
          ids,
        );
        const strict = await index.words(query, policy());
        expect(strict.corrected).toBeUndefined();
        if (to === undefined && plan.words.every(({ standsFor }) => standsFor === undefined)) {
          expect(plan.words).toEqual(strict.words);
        }
      } finally {
        await dispose();
      }
    });
  });
}

function sameAnswer(given: MembersAnswer, wanted: MembersAnswer, byScore: boolean): void {
  expect(given.total).toBe(wanted.total);
  for (const [field, facet] of Object.entries(wanted.facets)) {
    const own = given.facets[field];
    expect(withoutBuckets(own)).toEqual(withoutBuckets(facet));
  }
  expect(given.ordinals.length).toBe(wanted.ordinals.length);
  given.lexical.forEach((score, i) => expect(score).toBeCloseTo(wanted.lexical[i] ?? Number.NaN, 4));
  // Scores that differ by rounding alone may change places.
  const close =
    byScore &&
    wanted.lexical.some(
      (score, i) =>
        i > 0 && Math.abs(score - (wanted.lexical[i - 1] ?? 0)) < 1e-5 && score !== wanted.lexical[i - 1],
    );
  if (close) return;
  expect([...given.ordinals]).toEqual([...wanted.ordinals]);
  expect([...given.groups].map(grouping)).toEqual([...wanted.groups].map(grouping));
}

/** Their boundaries are an engine's choice. */
function withoutBuckets(facet: FacetAnswer | undefined): FacetAnswer | undefined {
  return facet?.kind === 'numeric' ? { ...facet, buckets: [] } : facet;
}

/** Group numbers are an engine's own: only who shares one counts. */
function grouping(group: number, _: number, groups: readonly number[]): number {
  return groups.indexOf(group);
}
