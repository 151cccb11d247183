// How an OpenSearch node is run from the jars of its runner.
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { jvmOptions } from './jvm.mjs';

/**
 * @param {object} node
 * @param {string} node.home the jars
 * @param {string} node.jdk
 * @param {string} node.folder its own: configuration, data, logs; kept over restarts
 * @param {number} node.port 0: one that is free
 * @param {number} [node.transportPort] 0: one that is free
 * @param {number} node.heap MB
 * @param {boolean} node.lean see jvmOptions
 * @param {string} [node.name]
 * @param {readonly { name: string, transportPort: number }[]} [node.cluster] all nodes of its cluster; absent: it is alone
 * @returns {import('./process.mjs').Command}
 */
export function openSearch({
  home,
  jdk,
  folder,
  port,
  transportPort = 0,
  heap,
  lean,
  name = 'node-1',
  cluster,
}) {
  const temporary = join(folder, 'tmp');
  const logs = join(folder, 'node_1/logs');
  mkdirSync(join(folder, 'node_1/config'), { recursive: true });
  mkdirSync(temporary, { recursive: true });
  // Left by the process before this one.
  rmSync(join(logs, 'http.ports'), { force: true });
  const settings = {
    'cluster.name': 'aisle',
    'node.name': name,
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': transportPort,
    'node.portsfile': true,
    'path.repo': join(folder, 'snapshots'),
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...(cluster === undefined
      ? {}
      : {
          'discovery.type': 'zen',
          'discovery.seed_hosts': cluster.map((peer) => `127.0.0.1:${peer.transportPort}`).join(','),
          'cluster.initial_cluster_manager_nodes': cluster.map((peer) => peer.name).join(','),
        }),
  };
  const lib = join(home, 'lib');
  return {
    command: join(jdk, 'bin/java'),
    args: [
      ...jvmOptions({ heap, lean }),
      // Without the optimising compiler it has no use.
      ...(lean ? [] : ['--add-modules=jdk.incubator.vector']),
      `-Djava.io.tmpdir=${temporary}`,
      '-cp',
      [join(lib, 'opensearch-node.jar'), join(lib, '*')].join(delimiter),
      'OpenSearchNode',
      folder,
      ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    ],
    env: { HOME: folder },
    folder,
    portsFile: join(logs, 'http.ports'),
    // A node that comes back may find an index that nobody has: it is there all the same.
    ready: cluster === undefined ? '/_cluster/health?wait_for_status=yellow&timeout=5s' : '/_cluster/health',
  };
}
