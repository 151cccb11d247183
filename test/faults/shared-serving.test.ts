import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { seededRandom } from '../../evaluation/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { serveChild, type ServingChild } from '../fixtures/serving-child.js';
import { openShop, type Shop } from '../fixtures/shop.js';
import { SHOES } from '../fixtures/trail-shoes.js';

const KILLS = 4;
const WRITERS = 4;

async function productAt({ url }: ServingChild, id: string): Promise<Product | undefined> {
  const answer = await fetch(`${url}/v1/products/${id}`);
  return answer.status === 404 ? undefined : ((await answer.json()) as Product);
}

describeOnServers(
  'services that share a cluster',
  (server) => {
    let folder: string;
    let shop: Shop;
    const settings = () => ({
      AISLE_LEXICAL_ENGINE: server.kind === 'os' ? 'opensearch' : 'elasticsearch',
      AISLE_ELASTICSEARCH_NODE: server.address,
      AISLE_ELASTICSEARCH_PREFIX: shop.aisle.config.elasticsearch.prefix,
      AISLE_ELASTICSEARCH_REPLICAS: '0',
      AISLE_ELASTICSEARCH_DEADLINE: '30000',
      AISLE_SEARCH_LEG_DEADLINE: '20000',
    });
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'aisle-shared-serving-'));
      shop = await openShop(SHOES, {
        embedder: 'none',
        settings: {
          'lexical.engine': server.kind === 'os' ? 'opensearch' : 'elasticsearch',
          'elasticsearch.node': server.address,
          'elasticsearch.prefix': `${server.prefix}${randomBytes(4).toString('hex')}`,
          'elasticsearch.replicas': 0,
        },
      });
    });
    afterAll(async () => {
      await shop.close();
      await rm(folder, { recursive: true });
    });

    test(`one is killed ${KILLS} times while it takes updates: the other shows everything that was accepted`, async () => {
      const random = seededRandom(5);
      const other = await serveChild(join(folder, 'other'), settings());
      const accepted = new Map<string, number>();
      for (let kill = 0; kill < KILLS; kill += 1) {
        const one = await serveChild(join(folder, 'one'), settings());
        let left = 5 + Math.floor(random() * 40);
        const write = async (writer: number): Promise<void> => {
          for (let i = 0; ; i += 1) {
            const id = `w${writer}-${i % 5}`;
            const product = { id, title: `Lantern of ${writer}`, price: kill * 1_000 + i, currency: 'EUR' };
            try {
              const answer = await fetch(`${one.url}/v1/products`, {
                method: 'PUT',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(product),
              });
              expect(answer.status).toBe(200);
              await answer.text();
            } catch (error) {
              if (left > 0) throw error;
              // What was under way may have been accepted.
              return;
            }
            accepted.set(id, product.price);
            if ((left -= 1) === 0) one.kill();
          }
        };
        await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
        await one.ended;
        for (const [id, price] of accepted) {
          // What it was given after that, and did not come to acknowledge, counts too.
          let product = await productAt(other, id);
          while ((product?.price ?? -1) < price) product = await productAt(other, id);
        }
      }
      expect(accepted.size).toBeGreaterThan(WRITERS);
      const answer = await fetch(`${other.url}/v1/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'lantern', pageSize: 100 }),
      });
      const { hits } = (await answer.json()) as { readonly hits: readonly { readonly id: string }[] };
      expect(hits.map(({ id }) => id)).toEqual(expect.arrayContaining([...accepted.keys()]));
      other.kill();
      await other.ended;
    }, 600_000);
  },
  ['es', 'os'],
);
