import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { indexMeta } from '../../engines/products/cluster/index-meta.js';
import {
  openClusterProducts,
  openClusterWriter,
  openEmbeddedProducts,
  openEmbeddedWriter,
} from '../../engines/products/index.js';
import { identifiersContract } from './identifiers.contract.js';
import { IDENTIFIER_PATH, searchMapping } from '../../mappings/index.js';
import { toleranceContract } from './tolerance.contract.js';
import { measuresContract } from './measures.contract.js';
import { wordsFilterContract } from './words-filter.contract.js';
import { inIdOrder } from '../fixtures/live-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { find, idsOf, policy, type OpenProductIndex } from '../fixtures/product-index.js';
import { productShelfContract } from './product-index-shelf.contract.js';
import { productIndexContract } from './product-index.contract.js';
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
productShelfContract('embedded', embedded);
wordsFilterContract('embedded', embedded);
measuresContract('embedded', embedded);
toleranceContract('embedded', embedded);
identifiersContract('embedded', embedded, { beginnings: true });
const reference: OpenProductIndex = async (products) => ({
  index: referenceIndex(products),
  dispose: async () => undefined,
});
productIndexContract('reference', reference);
productShelfContract('reference', reference);

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
    const index = await openClusterProducts(cluster, name, { prefix, replicas: 0 });
    const dispose = async () => {
      await index.close();
      await cluster.request({ method: 'DELETE', path: `/${name}` });
    };
    return { index, dispose };
  };
  wordsFilterContract(server.name, open);
  measuresContract(server.name, open);
  // Both Elasticsearches are asked by the same code: they share the runs, each with cases of its own.
  productIndexContract(server.name, open, { scores: 'own', runs: server.kind === 'os' ? 12 : 6 });
  productShelfContract(server.name, open);

  test('an index of a version that kept no identifiers answers; one that was not finished is begun anew', async () => {
    const { prefix } = server;
    const name = `${prefix}-older-${built++}`;
    const product = { id: 'KX-4471-B', title: 'Candle' };
    const complete = { size: 1, documents: 1, checksum: '', grouped: false };
    const older = async (meta: Readonly<Record<string, unknown>>) => {
      const { settings, mappings } = searchMapping({ analyser: 'own', shards: 1, meta }) as {
        settings: object;
        mappings: { properties: Record<string, object> };
      };
      const { [IDENTIFIER_PATH]: _, ...properties } = mappings.properties;
      const body = { settings, mappings: { ...mappings, properties } };
      await cluster.request({ method: 'PUT', path: `/${name}`, body });
      const document = { ordinal: 0, id: product.id, group: 0, 'text.title': 'candl', document: product };
      const path = `/${name}/_doc/0`;
      await cluster.request({ method: 'PUT', path, query: { refresh: true }, body: document });
    };
    await older(indexMeta({ prefix, complete }));
    const index = await openClusterProducts(cluster, name, { prefix, replicas: 0 });
    expect(await idsOf(index, await find(index, 'candle'))).toEqual(['KX-4471-B']);
    expect((await find(index, 'kx4471b')).total).toBe(0);
    await index.close();
    const options = { prefix, analyser: 'own', shards: 1, replicas: 0, deadline: 30_000 };
    await expect(openClusterWriter(cluster, name, options)).rejects.toMatchObject({ code: 'conflict' });
    await cluster.request({ method: 'DELETE', path: `/${name}` });

    await older(indexMeta({ prefix }));
    const writer = await openClusterWriter(cluster, name, options);
    await writer.append([product]);
    expect(await writer.finish()).toMatchObject({ size: 1, refused: [] });
    const anew = await openClusterProducts(cluster, name, { prefix, replicas: 0 });
    expect(await idsOf(anew, await find(anew, 'kx4471b'))).toEqual(['KX-4471-B']);
    await anew.close();
    await cluster.request({ method: 'DELETE', path: `/${name}` });
  });

  test('frequency and length count as they do in the embedded engine', async () => {
    const filler = (length: number) => Array.from({ length }, (_, i) => `filler${i}`).join(' ');
    const titles = ['lamp', `lamp ${filler(60)}`, `lamp lamp lamp lamp ${filler(57)}`, filler(20)];
    const products = titles.map((title, i) => ({ id: String(i), title }));
    const weights = { title: 10, brand: 0, color: 0, category: 0, bullets: 0, description: 0 };
    const [ours, theirs] = await Promise.all(
      [embedded, open].map(async (build) => {
        const { index, dispose } = await build(products);
        const words = await index.words('lamp', policy({ fieldWeights: weights }));
        const members = { kind: 'union', words, byMeaning: new Uint32Array() } as const;
        const { ordinals, lexical } = await index.members({ members, filters: [], facets: [], limit: 9 });
        await dispose();
        return Array.from(ordinals, (ordinal, i) => [ordinal, lexical[i]! / words.best] as const);
      }),
    );
    expect(theirs!.map(([ordinal]) => ordinal)).toEqual(ours!.map(([ordinal]) => ordinal));
    // Servers keep lengths with four bits of precision.
    theirs!.forEach(([, share], i) => expect(Math.abs(share - ours![i]![1])).toBeLessThan(0.03));
    expect(ours!.at(-1)![1]).toBeLessThan(0.9);
  });
  toleranceContract(server.name, open);
  identifiersContract(server.name, open, { beginnings: false });
});
