import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { openClusterVectors, openClusterVectorWriter } from '../../engines/vectors/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { vectorIndexContract } from './vector-index.contract.js';

describeOnServers(
  'vectors on a search cluster',
  (server) => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
    });
    afterAll(() => cluster.close());

    const made =
      (shards: number) =>
      async (
        rows: Float32Array,
        dimensions: number,
      ): ReturnType<Parameters<typeof vectorIndexContract>[1]> => {
        const { prefix } = server;
        const name = `${prefix}vectors-${randomBytes(6).toString('hex')}`;
        const options = { prefix, dimensions, shards, replicas: 0, deadline: 60_000 };
        const writer = await openClusterVectorWriter(cluster, name, options);
        await writer.append(rows);
        await writer.finish();
        const index = await openClusterVectors(cluster, name, { prefix });
        return { index, dispose: () => index.close() };
      };
    vectorIndexContract('one shard', made(1));
    vectorIndexContract('three shards', made(3));
  },
  ['es', 'es8'],
);
