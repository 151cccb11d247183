import { expect, test } from '@jest/globals';
import type { Product } from '../catalog/index.js';
import { describeOnServers } from './fixtures/search-servers.js';
import { openShop, publish, type Shop } from './fixtures/shop.js';
import { shoe, SHOES } from './fixtures/trail-shoes.js';

const SEEN = { untilVisible: true };

describeOnServers('live updates on a search cluster', (server) => {
  const flavour = server.kind === 'os' ? 'opensearch' : 'elasticsearch';

  async function using(vectors: string, body: (shop: Shop) => Promise<void>): Promise<void> {
    const shop = await openShop(SHOES, {
      settings: {
        'lexical.engine': flavour,
        'vector.engine': vectors,
        'elasticsearch.node': server.address,
        'elasticsearch.prefix': `${server.prefix}${vectors}`,
      },
    });
    try {
      await body(shop);
    } finally {
      await shop.close();
    }
  }

  const engines = flavour === 'elasticsearch' ? ['hnsw', 'elasticsearch'] : ['hnsw'];
  test.each(engines)(
    'put, patch and delete are found by words and by meaning, vectors: %s',
    async (vectors) => {
      await using(vectors, async (shop) => {
        const { aisle } = shop;
        const lantern: Product = {
          id: 'l',
          title: 'Storm lantern',
          brand: 'Fell',
          price: 30,
          currency: 'EUR',
        };
        expect((await aisle.updates.put([lantern], SEEN)).visible).toBe(true);
        expect((await aisle.updates.patch([{ id: 'p1', price: 7 }], SEEN)).visible).toBe(true);
        expect((await aisle.updates.delete(['p2'], SEEN)).visible).toBe(true);
        const found = async (body: object) =>
          (await shop.search({ ...body, pageSize: 50 })).hits.map(({ id }) => id);
        expect(await found({ query: 'storm lantern', legs: ['lexical'] })).toEqual(['l']);
        expect((await found({ query: 'storm lantern', legs: ['vector'] }))[0]).toBe('l');
        expect(await aisle.product('p1')).toEqual(shoe(1, { price: 7 }));
        expect(await found({})).not.toContain('p2');
        const { total, facets } = await shop.search({ query: '', facets: ['brand'] });
        expect(total.value).toBe(SHOES.length);
        expect(facets['brand']).toContainEqual({ value: 'Fell', count: 1 });
      });
    },
  );

  test('a rollback replays what came since; a cursor outlives changes', async () => {
    await using('hnsw', async (shop) => {
      const { aisle, folder } = shop;
      await publish(aisle, folder, [...SHOES, shoe(20)]);
      await aisle.updates.put([shoe(21)], SEEN);
      const first = await shop.search({ query: '', pageSize: 2 });
      await aisle.updates.delete([first.hits[0]?.id, 'p3'], SEEN);
      const rest = await shop.search({ cursor: first.cursor, pageSize: 50 });
      expect(rest.gone).toBe(1);
      await aisle.generations.rollback();
      expect(await aisle.product('p21')).toEqual(shoe(21));
      expect(await aisle.product('p3')).toBeUndefined();
      expect(await aisle.product('p20')).toBeUndefined();
    });
  });
});
