import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { find, idsOf, type OpenProductIndex } from '../fixtures/product-index.js';

const SHOP: readonly Product[] = [
  { id: 'a', title: 'Shampoo 16oz' },
  { id: 'b', title: 'Shampoo, 16 fl oz' },
  { id: 'c', title: 'Shampoo 24 oz' },
  { id: 'd', title: 'Soap, pack of 12' },
  { id: 'e', title: 'Soap 6 pack' },
];

/** A measure typed as one word is found however a product writes it, on every product index. */
export function measuresContract(name: string, open: OpenProductIndex): void {
  describe(`measures: ${name}`, () => {
    test.each([
      ['16oz', ['a', 'b']],
      ['12pack', ['d']],
      ['6pack', ['e']],
    ])('%s', async (query, ids) => {
      const { index, dispose } = await open(SHOP);
      try {
        const found = await idsOf(index, await find(index, query));
        expect(found.filter((id) => ids.includes(id)).sort()).toEqual(ids);
        // Others share the number or the unit at most, and come behind.
        expect(found.slice(0, ids.length).sort()).toEqual(ids);
      } finally {
        await dispose();
      }
    });
  });
}
