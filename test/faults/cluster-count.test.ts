import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { clusterProducts, loadConfig } from '../../app/index.js';
import { clusterVectors } from '../../app/cluster-engines.js';
import { countDocuments, openCluster, type Cluster } from '../../engines/cluster/index.js';
import { clusteredRows } from '../contracts/unit-vectors.js';
import { code } from '../fixtures/error-code.js';
import { startFaultProxy, type FaultProxy } from '../fixtures/fault-proxy.js';
import { someProducts } from '../fixtures/reindex-job.js';
import { describeOnServers } from '../fixtures/search-servers.js';

const SIZE = 40;
const DIMENSIONS = 8;
const partial = code('unavailable', /1 of 2 shards/);

describeOnServers('an index of which a shard cannot be counted', (server) => {
  let direct: Cluster;
  let proxy: FaultProxy;
  let cluster: Cluster;
  let prefix: string;
  beforeAll(async () => {
    direct = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => direct.close());
  beforeEach(async () => {
    proxy = await startFaultProxy(server.address);
    cluster = await openCluster({ nodes: [proxy.address], deadline: 10_000 });
    prefix = `${server.prefix}${randomBytes(4).toString('hex')}`;
  });
  afterEach(async () => {
    await cluster.close();
    await proxy.close();
  });
  const loseShard = (count: number): void => {
    const _shards = { total: 2, successful: 1, skipped: 0, failed: 1 };
    proxy.fail(/_count/, { kind: 'answer', status: 200, body: { count, _shards } }, 1);
  };

  test('is unavailable, though the server answers 200 with what the others hold', async () => {
    const index = `${prefix}-lame`;
    // The node may hold one of its shards; the other one is nowhere.
    const settings = {
      number_of_shards: 2,
      number_of_replicas: 0,
      'routing.allocation.total_shards_per_node': 1,
    };
    const query = { wait_for_active_shards: 0 };
    await direct.request({ method: 'PUT', path: `/${index}`, query, body: { settings } });
    try {
      const path = `/_cluster/health/${index}`;
      await direct.request({ method: 'GET', path, query: { wait_for_active_shards: 1, timeout: '20s' } });
      await expect(countDocuments(direct, index)).rejects.toEqual(partial);
    } finally {
      await direct.request({ method: 'DELETE', path: `/${index}` });
    }
  });

  test('is no damage of a product index', async () => {
    const { elasticsearch } = loadConfig({
      environment: {},
      overrides: { 'elasticsearch.prefix': prefix, 'elasticsearch.replicas': 0 },
    });
    const products = clusterProducts(cluster, elasticsearch);
    const place = { folder: '', name: 'a' };
    const writer = await products.openWriter(place);
    await writer.append(someProducts(SIZE).sort((a, b) => (a.id < b.id ? -1 : 1)));
    loseShard(SIZE);
    await expect(writer.finish()).rejects.toEqual(partial);
    await writer.finish();
    loseShard(SIZE >> 1);
    await expect(products.open(place)).rejects.toEqual(partial);
    const index = await products.open(place);
    expect(index.size).toBe(SIZE);
    await index.close();
  });

  // OpenSearch holds none.
  if (server.kind === 'os') return;
  test('is no damage of a vector index', async () => {
    const vectors = clusterVectors(cluster, { prefix, shards: 1, replicas: 0 });
    const writer = await vectors.openWriter('a', { dimensions: DIMENSIONS, expected: SIZE });
    await writer.append(clusteredRows(SIZE, DIMENSIONS, 3));
    await writer.finish();
    loseShard(SIZE >> 1);
    await expect(vectors.open('a')).rejects.toEqual(partial);
    const index = await vectors.open('a');
    expect(index.size).toBe(SIZE);
    await index.close();
  });
});
