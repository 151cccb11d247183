import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { parseSuggestRequest } from '../../search/index.js';
import type { Shop } from '../fixtures/shop.js';

const shoes = { brand: 'Northfell', category: ['Shoes', 'Running'] };
const PRODUCTS: readonly Product[] = [
  { id: '01', title: 'Trail running shoes', ...shoes },
  { id: '02', title: 'Road running shoes', ...shoes },
  { id: '03', title: 'Running socks, wool', brand: 'Oakline', category: ['Clothing', 'Socks'] },
  { id: '04', title: 'Running socks, cotton', brand: 'Oakline', category: ['Clothing', 'Socks'] },
  { id: '05', title: 'Studio headphones', brand: 'Café Nord', category: ['Audio', 'Headphones'] },
  { id: '06', title: 'Headphones for travel', brand: 'Café Nord', category: ['Audio', 'Headphones'] },
  { id: '07', title: '无线耳机', category: ['Audio'] },
  { id: '08', title: '无线耳机 降噪', category: ['Audio'] },
  { id: 'KX-4471-B', title: 'Candle', attributes: { ean: '4006381333931' } },
];

/** Suggestions as someone types, on the engines that `open` publishes a catalogue on. */
export function suggestContract(name: string, open: (products: readonly Product[]) => Promise<Shop>): void {
  describe(`suggestions on ${name}`, () => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await open(PRODUCTS);
    });
    afterAll(() => shop.close());
    const suggest = (q: string, size = 5) => shop.aisle.suggest(parseSuggestRequest({ q, size }));

    test('completions, the part that was typed marked; categories with their counts; products', async () => {
      const answer = await suggest('runn');
      expect(answer.completions.map(({ text }) => text)).toEqual(
        expect.arrayContaining(['Running', 'running shoes', 'running socks']),
      );
      for (const { text, parts } of answer.completions) {
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(parts[0]).toEqual({ text: text.slice(0, 4), match: true });
      }
      expect(answer.categories).toEqual([{ path: ['Shoes', 'Running'], count: 2 }]);
      expect(answer.products.map(({ id }) => id).sort()).toEqual(['01', '02', '03', '04']);
      for (const { product, highlights } of answer.products) {
        const title = highlights['title'] ?? [];
        expect(title.map(({ text }) => text).join('')).toBe(product.title);
        expect(title.some(({ text, match }) => match && /^running$/i.test(text))).toBe(true);
      }
      expect(answer).toMatchObject({ query: 'runn', generation: expect.stringMatching(/./) });
    });

    test('a product by its article number', async () => {
      for (const q of ['kx4471b', 'KX-4471-B', '4006381333931']) {
        const { products, corrected } = await suggest(q);
        expect(products.map(({ id }) => id)).toEqual(['KX-4471-B']);
        expect(corrected).toBeUndefined();
      }
    });

    test('a slip of a finger is mended, and said', async () => {
      const answer = await suggest('haedpho');
      expect(answer.corrected).toEqual({ from: 'haedpho', to: 'Headphones' });
      expect(answer.completions[0]?.text).toBe('Headphones');
      expect(answer.categories.map(({ path }) => path.at(-1))).toEqual(['Headphones']);
      expect(answer.products.map(({ id }) => id).sort()).toEqual(['05', '06']);
    });

    test('a brand with its accents, and a script without spaces', async () => {
      expect((await suggest('cafe n')).completions.map(({ text }) => text)).toEqual(['Café Nord']);
      const chinese = await suggest('无线');
      expect(chinese.completions.map(({ text }) => text)).toEqual(['无线耳机']);
      expect(chinese.products.map(({ id }) => id).sort()).toEqual(['07', '08']);
    });

    test('nothing for what the shop does not have, and no products for nothing typed', async () => {
      expect(await suggest('zzqq')).toMatchObject({ completions: [], categories: [], products: [] });
      const { completions, products } = await suggest('  ');
      expect(completions.length).toBeGreaterThan(0);
      expect(products).toEqual([]);
    });

    test('hits of a search show where its words stand, joined forms and mended words too', async () => {
      const highlighted = async (query: string) => {
        const { hits } = await shop.search({ query, legs: ['lexical'], highlight: true });
        return hits.map(({ id, highlights }) => [
          id,
          highlights?.['title']?.map(({ text, match }) => (match ? `[${text}]` : text)).join(''),
        ]);
      };
      expect(await highlighted('headfones')).toEqual(
        expect.arrayContaining([
          ['05', 'Studio [headphones]'],
          ['06', '[Headphones] for travel'],
        ]),
      );
      expect(await highlighted('耳机')).toEqual(
        expect.arrayContaining([
          ['07', '无线[耳机]'],
          ['08', '无线[耳机] 降噪'],
        ]),
      );
      const { hits } = await shop.search({ query: 'headphones' });
      expect(hits[0]).not.toHaveProperty('highlights');
    });

    test('highlights stand on later pages too, by the cursor', async () => {
      const first = await shop.search({ query: 'running', legs: ['lexical'], pageSize: 3 });
      const next = await shop.search({ cursor: first.cursor, pageSize: 3, highlight: true });
      expect(next.hits.map(({ highlights }) => highlights?.['title']?.some(({ match }) => match))).toEqual([
        true,
      ]);
    });
  });
}
