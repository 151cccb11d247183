import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { idsOf, type OpenProductIndex } from '../fixtures/product-index.js';

const SHOP: readonly Product[] = [
  { id: 'a', title: 'Leather shoes' },
  { id: 'b', title: 'Canvas shoes', description: 'They look like leather.' },
  { id: 'c', title: 'Felt shoes', category: ['Shoes', 'Leather'] },
  { id: 'd', title: 'Wool shoes', bullets: ['A leather sole'], brand: 'Leather Bros' },
  { id: 'e', title: 'Shoes', color: 'Leather' },
];

/** Filters by words, on every product index. */
export function wordsFilterContract(name: string, open: OpenProductIndex): void {
  describe(`filters by words: ${name}`, () => {
    test('products that hold a word in what names them can be left out, whatever else they say', async () => {
      const { index, dispose } = await open(SHOP);
      const left = async (...texts: string[]) => {
        const filters = texts.map((text) => ({
          field: undefined,
          filter: { kind: 'not', filter: { kind: 'words', text } } as const,
        }));
        const members = { kind: 'everything' } as const;
        const found = await index.members({ members, filters, facets: [], limit: 10 });
        expect(found.total).toBe(found.ordinals.length);
        return (await idsOf(index, found)).sort().join('');
      };
      try {
        expect(await left()).toBe('abcde');
        expect(await left('leather')).toBe('b');
        expect(await left('LEATHER shoes')).toBe('b');
        expect(await left('canvas', 'felt')).toBe('ade');
        expect(await left('velvet')).toBe('abcde');
        expect(await left('!')).toBe('abcde');
      } finally {
        await dispose();
      }
    });
  });
}
