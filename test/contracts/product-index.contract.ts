import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import type {
  MembersAnswer,
  MembersRequest,
  ProductIndex,
  WordsPolicy,
} from '../../engines/products/index.js';
import { DEFAULT_FIELD_WEIGHTS, parseFilters } from '../../mappings/index.js';
import { catalogue, filterTree, lexicons, weights, without, words } from './product-index.arbitraries.js';
import { sameAnswer, sameMembers } from './product-index.comparisons.js';
import { referenceIndex } from './product-index.reference.js';

export interface ProductIndexFixture {
  readonly index: ProductIndex;
  readonly dispose: () => Promise<void>;
}

/** Makes an index of products, which come in any order. */
export type OpenProductIndex = (products: readonly Product[]) => Promise<ProductIndexFixture>;

export const policy = (fields: Partial<WordsPolicy> = {}): WordsPolicy => ({
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

export async function find(
  index: ProductIndex,
  query: string,
  rest: Partial<MembersRequest> = {},
  how = policy(),
) {
  const words = await index.words(query, how);
  const members = { kind: 'union', words, byMeaning: new Uint32Array() } as const;
  const request = { filters: [], facets: [], limit: 1_000, members };
  return index.members({ ...request, ...rest });
}

export async function idsOf(index: ProductIndex, { ordinals }: MembersAnswer): Promise<string[]> {
  return (await index.documents(ordinals)).map((product) => product?.id ?? 'gone');
}

export interface ProductIndexTraits {
  /**
   * `reference`: BM25 to the digit. `own`: a server's, whose lengths are rounded; then members are compared where they do
   * not depend on scores, and the scores with themselves.
   */
  readonly scores: 'reference' | 'own';
  /**
   * `shop`: texts are taken apart by analysers that a shop chose; then words are not compared with the reference, and
   * an identifier is found as it is written.
   */
  readonly analysers?: 'shop';
  /** Random catalogues tried: each is an index that is built. */
  readonly runs: number;
}

/** What every product index keeps; run over each implementation. */
export function productIndexContract(
  name: string,
  open: OpenProductIndex,
  { scores, analysers, runs }: ProductIndexTraits = { scores: 'reference', runs: 25 },
): void {
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
                if (analysers === undefined) expect(plan.words).toEqual(wanted.words);
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
        for (const document of (await index.stored?.(Uint32Array.of(5, 0))) ?? []) {
          expect(JSON.parse(Buffer.from(document!.json).toString())).toEqual(document?.product);
          expect(document?.product).toEqual(shelf.find(({ id }) => id === document?.id));
        }
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

    const spelled =
      analysers === undefined ? 'however they are written' : "as the shop's analysers spell them";
    test(`identifiers are found ${spelled}`, async () => {
      await using(shelf, async (index) => {
        const spellings = ['wh1000xm4', 'wh 1000 xm4', 'wh 1000xm4', 'wh1000xm4 case for travel'];
        for (const query of ['WH-1000XM4', ...(analysers === undefined ? spellings : ['wh-1000xm4'])]) {
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

    test('queries of as many words as one may have: article numbers, plain words, what is mistyped', async () => {
      await using(shelf, async (index) => {
        const numbers = Array.from({ length: 120 }, (_, i) => `QX-${1_000 + 7 * i}ZW${i % 9}`);
        const letter = (i: number) => String.fromCharCode(97 + (i % 26));
        const plain = Array.from({ length: 120 }, (_, i) => `blankek${letter(i / 26)}${letter(i)}`);
        for (const others of [numbers, plain, [...plain.slice(0, 30), ...numbers]]) {
          const query = ['WH-1000XM4', ...others].join(' ').slice(0, 2_000);
          const found = await find(index, query, { facets: FACETS.slice(0, 1) }, policy({ tolerant: true }));
          expect(await idsOf(index, found)).toContain('é');
        }
        const wide = policy({ shareOfBest: 0, shareOfIdf: 0 });
        const last = await find(index, ['blanket', ...plain.slice(0, 60), 'WH-1000XM4'].join(' '), {}, wide);
        expect((await idsOf(index, last)).sort()).toEqual(['a', 'é']);
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
