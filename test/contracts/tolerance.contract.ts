import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { find, idsOf, policy, type OpenProductIndex } from '../fixtures/product-index.js';

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
