import { expect, test } from '@jest/globals';
import { createHashEmbedder } from '../../engines/embedder/index.js';
import type { SharedGeneration } from '../../indexer/live/shared-generation.js';
import { lamp, patch } from '../fixtures/catalog-changes.js';
import { find } from '../fixtures/product-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { NEVER, openOne } from '../fixtures/shared-generation.js';

describeOnServers('vectors of products that change in place', (server) => {
  test('one server embeds a text, the others read its vector from the product, those that open later as well', async () => {
    const embedder = createHashEmbedder();
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = {
      ...embedder,
      embedPassages: async (texts: readonly string[]) => {
        await gate;
        return embedder.embedPassages(texts);
      },
    };
    const none = {
      ...embedder,
      embedPassages: async (): Promise<Float32Array> => {
        throw new Error('this server embeds nothing');
      },
    };
    const { shop, generation } = await openOne(server, [lamp('a')], { embedder: slow });
    const other = await shop.open({ embedder: none, limits: NEVER });
    const text = 'Green chandelier';
    const [vector] = [await embedder.embedQuery(text)];
    const holds = (each: SharedGeneration) => each.snapshot().vectors?.holds(0);
    const nearest = async (each: SharedGeneration) =>
      (await each.snapshot().vectors?.nearest(vector, 1))?.cosines[0];
    try {
      const last = await shop.append([patch('a', { title: text })]);
      await generation.reach(last, { patience: 0 });
      await other.reach(last);
      expect([holds(generation), holds(other)]).toEqual([false, false]);
      expect((await find(other.snapshot().products, 'chandelier')).total).toBe(1);
      go();
      await generation.reach(last, { patience: Infinity });
      expect(await nearest(generation)).toBeCloseTo(1, 5);
      await other.reach(last);
      expect(await nearest(other)).toBeCloseTo(1, 5);
      // It stays with the document, whatever else of it changes.
      await generation.reach(await shop.append([patch('a', { price: 3 })]), { accepted: 0 });
      const later = await shop.open({ embedder: none, limits: NEVER });
      await later.reach(await shop.ops.last());
      expect(await nearest(later)).toBeCloseTo(1, 5);
      expect(later.snapshot().seq).toBe(2);
    } finally {
      await shop.dispose();
    }
  });
});
