import { describe, expect, test } from '@jest/globals';
import { AisleError } from '../base/index.js';
import { createHashEmbedder } from '../engines/embedder/index.js';
import { openShop } from './fixtures/shop.js';
import { SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

describe('the vectors of live updates', () => {
  test('an embedder that fails costs a changed product its meaning until it works again, and nothing else', async () => {
    let broken = false;
    const hash = createHashEmbedder();
    const other = await openShop(SHOES, {
      embedder: {
        ...hash,
        embedPassages: async (texts, options) => {
          if (broken) throw new AisleError('unavailable', 'no model today');
          return hash.embedPassages(texts, options);
        },
      },
    });
    const byMeaning = async () =>
      (await other.search({ query: 'Copper kettle', legs: ['vector'] })).hits.map(({ id }) => id);
    try {
      broken = true;
      await other.aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
      expect((await other.search({ query: 'copper kettle' })).hits[0]?.id).toBe('kettle');
      expect(await byMeaning()).not.toContain('kettle');
      await other.aisle.updates.patch([{ id: 'kettle', price: 5, currency: 'EUR' }], SEEN);
      expect(await byMeaning()).not.toContain('kettle');
      broken = false;
      // The next change has it tried again.
      await other.aisle.updates.put([{ id: 'zz', title: 'Something else' }], SEEN);
      await other.aisle.updates.delete(['zz'], SEEN);
      expect((await byMeaning())[0]).toBe('kettle');
      expect(await other.aisle.product('kettle')).toMatchObject({ price: 5 });
    } finally {
      await other.close();
    }
  });

  test('the newest product gets its vector late when its text takes long to embed', async () => {
    const embedder = createHashEmbedder();
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = {
      ...embedder,
      embedPassages: async (texts: readonly string[]) => {
        if (texts.some((text) => text.includes('kettle'))) await gate;
        return embedder.embedPassages(texts);
      },
    };
    const slowShop = await openShop(SHOES, { embedder: slow });
    try {
      const { aisle } = slowShop;
      const { seq, visible } = await aisle.updates.put([{ id: 'kettle', title: 'Copper kettle' }], SEEN);
      expect(visible).toBe(true);
      const byMeaning = async () =>
        (await slowShop.search({ query: 'Copper kettle', legs: ['vector'] })).hits[0]?.id;
      expect(await byMeaning()).not.toBe('kettle');
      go();
      for (let look = 0; look < 1_000 && (await byMeaning()) !== 'kettle'; look += 1) {
        await aisle.generations.reach(seq);
      }
      expect(await byMeaning()).toBe('kettle');
    } finally {
      await slowShop.close();
    }
  });
});
