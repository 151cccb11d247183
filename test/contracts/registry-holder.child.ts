/** Takes the lock of an installation in a process of its own, says so, and holds it until it is killed. */
import { writeSync } from 'node:fs';
import { silentLogger } from '../../base/index.js';
import { openCluster } from '../../engines/cluster/index.js';
import { createFileRegistry, layoutOf, openClusterRegistry } from '../../indexer/index.js';

const [, , dataDir = '', node, prefix = ''] = process.argv;
const registry =
  node === undefined
    ? createFileRegistry(layoutOf(dataDir))
    : await openClusterRegistry(await openCluster({ nodes: [node], deadline: 30_000 }), layoutOf(dataDir), {
        prefix,
        replicas: 1,
        productsAlias: false,
        log: silentLogger,
      });
await registry.lock();
writeSync(1, 'locked\n');
setInterval(() => undefined, 60_000);
