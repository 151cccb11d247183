import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { parseMap } from '../../catalog/index.js';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { openOverlayProducts, openOverlayWriter } from '../../engines/products/index.js';
import { makeForeignIndex } from '../fixtures/foreign-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import type { OpenProductIndex } from '../fixtures/product-index.js';
import { identifiersContract } from './identifiers.contract.js';
import { measuresContract } from './measures.contract.js';
import { productShelfContract } from './product-index-shelf.contract.js';
import { productIndexContract } from './product-index.contract.js';
import { wordsFilterContract } from './words-filter.contract.js';

describeOnServers('an index that is the shop’s own', (server) => {
  let cluster: Cluster;
  let built = 0;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());

  const open: OpenProductIndex = async (products) => {
    const name = `${server.prefix}-shop-${built++}`;
    await makeForeignIndex(cluster, name, products, 1 + (built % 2));
    const folder = await mkdtemp(join(tmpdir(), 'aisle-overlay-'));
    const writer = await openOverlayWriter(join(folder, 'products'), parseMap({ id: '_id' }));
    await writer.append([...products].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))));
    expect(await writer.finish()).toMatchObject({ size: products.length, refused: [] });
    const index = await openOverlayProducts(cluster, name, {
      folder: join(folder, 'products'),
      now: () => Date.parse('2026-06-01'),
    });
    const dispose = async () => {
      await index.close();
      await rm(folder, { recursive: true });
      await cluster.request({ method: 'DELETE', path: `/${name}` });
    };
    return { index, dispose };
  };
  identifiersContract(`over a shop's own index, ${server.name}`, open, { beginnings: true });
  wordsFilterContract(`over a shop's own index, ${server.name}`, open);
  measuresContract(`over a shop's own index, ${server.name}`, open);
  productIndexContract(`over a shop's own index, ${server.name}`, open, {
    scores: 'own',
    analysers: 'shop',
    // Both Elasticsearches are asked by the same code: they share the runs, each with cases of its own.
    runs: server.kind === 'os' ? 8 : 4,
  });
  productShelfContract(`over a shop's own index, ${server.name}`, open, { analysers: 'shop' });
});
