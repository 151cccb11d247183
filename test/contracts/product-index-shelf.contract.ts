import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import { parseFilters } from '../../mappings/index.js';
import {
  everything,
  FACETS,
  find,
  idsOf,
  policy,
  withIndex,
  type OpenProductIndex,
  type ProductIndexTraits,
} from '../fixtures/product-index.js';

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

/** What one finds on a small shelf, and what is refused; run over each implementation. */
export function productShelfContract(
  name: string,
  open: OpenProductIndex,
  { analysers }: Pick<ProductIndexTraits, 'analysers'> = {},
): void {
  const using = (products: readonly Product[], work: (index: ProductIndex) => Promise<void>) =>
    withIndex(open, products, work);

  describe(`a shelf in the product index: ${name}`, () => {
    test('documents, columns, ordinals, fields and currencies', async () => {
      await using(shelf, async (index) => {
        expect(index.size).toBe(6);
        expect(await index.ordinals(['é', 'nobody', 'a', "' OR 1=1"])).toEqual([5, undefined, 0, undefined]);
        expect(await index.documents(Uint32Array.of(5, 0))).toEqual([shelf[0], shelf[2]]);
        for (const document of (await index.stored?.(Uint32Array.of(5, 0))) ?? []) {
          expect(JSON.parse(Buffer.from(document?.json ?? []).toString())).toEqual(document?.product);
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
