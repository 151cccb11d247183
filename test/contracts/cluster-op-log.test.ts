import { afterAll, beforeAll } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { sharedLog } from '../fixtures/shared-log.js';
import { opLogContract } from './op-log.contract.js';
import { sharedOpLogContract } from './shared-op-log.contract.js';

describeOnServers('op log', (server) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());

  opLogContract(
    'cluster',
    async () => {
      const shared = sharedLog(cluster, server.prefix);
      const log = shared.open();
      return { log, close: () => log.close(), reopen: async () => shared.open(), dispose: () => log.close() };
    },
    { deletionsPart: true },
  );

  sharedOpLogContract('cluster', () => {
    const shared = sharedLog(cluster, server.prefix);
    return () => shared.open();
  });
});
