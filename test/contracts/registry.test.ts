import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { openCluster, type Cluster } from '../../engines/cluster/index.js';
import { createFileRegistry, layoutOf } from '../../indexer/index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { sharedInstallation } from '../fixtures/shared-installation.js';
import type { RegistryFixture } from '../fixtures/registry.js';
import { registryLockContract } from './registry-lock.contract.js';
import { registryRacesContract } from './registry-races.contract.js';
import { registryContract } from './registry.contract.js';

function contracts(name: string, make: () => Promise<RegistryFixture>): void {
  registryContract(name, make);
  registryRacesContract(name, make);
  registryLockContract(name, make);
}

contracts('file', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'aisle-registry-'));
  const open = async () => createFileRegistry(layoutOf(dataDir));
  return {
    dataDir,
    open,
    racing: (count) => Promise.all(Array.from({ length: count }, open)),
    child: [dataDir],
    dispose: () => rm(dataDir, { recursive: true }),
  };
});

describeOnServers('registry', (server) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster({ nodes: [server.address], deadline: 30_000 });
  });
  afterAll(() => cluster.close());
  contracts('cluster', async () => {
    const shared = await sharedInstallation(cluster, server.prefix);
    return {
      ...shared,
      open: () => shared.open(),
      child: [shared.dataDir, server.address, shared.prefix],
    };
  });
});
