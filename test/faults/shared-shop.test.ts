import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { openShop, publish, type Shop } from '../fixtures/shop.js';

const THINGS = ['lamp', 'tent', 'drill', 'mug', 'kettle', 'jacket', 'chair', 'bottle'];
const KINDS = ['steel', 'garden', 'small', 'camping', 'winter'];

const CATALOGUE: readonly Product[] = [
  { id: 'a', title: 'Trail shoe red', price: 60 },
  { id: 'b', title: 'Trail shoe blue', price: 80 },
  ...THINGS.flatMap((thing) => KINDS.map((kind) => ({ id: `${kind}-${thing}`, title: `${kind} ${thing}` }))),
];

describeOnServers(
  'servers that share a cluster and nothing else',
  (server) => {
    const shops: Shop[] = [];
    afterEach(async () => {
      for (const shop of shops.splice(0)) await shop.close();
    });
    /** Each with a data folder of its own, as on a machine of its own. */
    const open = async (prefix: string, products: readonly Product[] = []): Promise<Shop> => {
      const shop = await openShop(products, {
        settings: {
          'lexical.engine': 'elasticsearch',
          'vector.engine': 'elasticsearch',
          'elasticsearch.node': server.address,
          'elasticsearch.prefix': prefix,
          'elasticsearch.replicas': 0,
        },
      });
      shops.push(shop);
      return shop;
    };

    test('give the same answer to every query, by words and by meaning, and follow a publish', async () => {
      const prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
      const one = await open(prefix, CATALOGUE);
      const two = await open(prefix);
      for (const legs of [['lexical', 'vector'], ['vector'], ['lexical']]) {
        const body = { query: 'trail shoe', legs };
        const [here, there] = [await one.search(body), await two.search(body)];
        expect(there.degraded).toBeUndefined();
        expect(there.hits.map(({ id, score }) => [id, score])).toEqual(
          here.hits.map(({ id, score }) => [id, score]),
        );
        expect(there.hits.length).toBeGreaterThan(0);
      }
      const generation = await publish(two.aisle, two.folder, [
        ...CATALOGUE,
        { id: 'd', title: 'Trail shoe green', price: 70 },
      ]);
      // A server looks twice a second by itself: the test asks until it has.
      let answer = await one.search({ query: 'trail shoe green' });
      while (answer.generation !== generation) answer = await one.search({ query: 'trail shoe green' });
      expect(answer.hits[0]?.id).toBe('d');
    });

    test('one whose folder is lost goes on as if nothing had been', async () => {
      const prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
      const one = await open(prefix, CATALOGUE);
      const before = await one.search({ query: 'shoe' });
      await one.close();
      shops.pop();
      const again = await open(prefix);
      const after = await again.search({ query: 'shoe' });
      expect(after.generation).toBe(before.generation);
      expect(after.hits.map(({ id }) => id)).toEqual(before.hits.map(({ id }) => id));
      expect((await again.aisle.generations.list()).map(({ state }) => state)).toEqual(['live']);
    });
  },
  ['es', 'es8'],
);
