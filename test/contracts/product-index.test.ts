import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import {
  openClusterProducts,
  openClusterWriter,
  openEmbeddedProducts,
  openEmbeddedWriter,
} from '../../engines/products/index.js';
import type { Product } from '../../catalog/index.js';
import { toleranceContract } from './tolerance.contract.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { productIndexContract, type OpenProductIndex } from './product-index.contract.js';
import { referenceIndex } from './product-index.reference.js';

const embedded: OpenProductIndex = async (products) => {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-products-'));
  const writer = await openEmbeddedWriter(folder);
  await writer.append(inIdOrder(products));
  await writer.finish();
  const index = await openEmbeddedProducts(folder);
  const dispose = async () => {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { index, dispose };
};

productIndexContract('embedded', embedded);
toleranceContract('embedded', embedded);
productIndexContract('reference', async (products) => ({
  index: referenceIndex(products),
  dispose: async () => undefined,
}));

describeOnServers('product index', (server) => {
  let cluster: Cluster;
  let built = 0;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());

  const open: OpenProductIndex = async (products) => {
    const { prefix } = server;
    const name = `${prefix}-products-${built++}`;
    const options = { prefix, analyser: 'own', shards: 1 + (built % 2), replicas: 0, deadline: 30_000 };
    const writer = await openClusterWriter(cluster, name, options);
    await writer.append(inIdOrder(products));
    expect((await writer.finish()).refused).toEqual([]);
    const index = await openClusterProducts(cluster, name, { prefix });
    const dispose = async () => {
      await index.close();
      await cluster.request({ method: 'DELETE', path: `/${name}` });
    };
    return { index, dispose };
  };
  productIndexContract(server.name, open, { scores: 'own', runs: 12 });
  toleranceContract(server.name, open);
});

function inIdOrder(products: readonly Product[]): Product[] {
  return [...products].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
}
