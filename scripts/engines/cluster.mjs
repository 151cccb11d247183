// An OpenSearch cluster whose nodes are processes of their own, so that one can be killed and started again.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { installServer } from './install.mjs';
import { KINDS } from './kinds.mjs';
import { openSearch } from './opensearch.mjs';
import { killGroup, startProcess } from './process.mjs';
import { jdkHome, newFolder, removeFolder } from './servers.mjs';

/** MB for each node. */
const HEAP = 256;

/**
 * @typedef {object} ClusterNode
 * @property {string} address stays the same over restarts
 * @property {number} pid the leader of its process group; another one after a restart
 * @property {() => Promise<void>} kill
 * @property {() => Promise<void>} start after `kill`, on the data that it had
 *
 * @typedef {object} StartedCluster
 * @property {string} name
 * @property {ClusterNode[]} nodes
 * @property {string} folder
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ size?: number, heap?: number, lean?: boolean, port?: number }} [options] port: the HTTP port of the first
 * node, the others have the next ones; by default they are ones that are free
 * @returns {Promise<StartedCluster>}
 */
export async function startCluster({ size = 3, heap = HEAP, lean = false, port = 0 } = {}) {
  const home = await installServer('os');
  const jdk = jdkHome();
  const free = await freePorts(2 * size);
  const members = Array.from({ length: size }, (_, index) => ({
    name: `node-${index + 1}`,
    port: port === 0 ? free[index] : port + index,
    transportPort: free[size + index],
  }));
  const folder = newFolder('os-cluster');
  const nodes = members.map((member) => clusterNode({ home, jdk, folder, heap, lean, member, members }));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    removeFolder(folder);
  };
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed === undefined) return { name: `${KINDS.os.name}, ${size} nodes`, nodes, folder, stop };
  await stop();
  throw failed.reason;
}

function clusterNode({ home, jdk, folder, heap, lean, member, members }) {
  let process;
  return {
    address: `http://127.0.0.1:${member.port}`,
    get pid() {
      return process?.pid;
    },
    async start() {
      if (process !== undefined) throw new Error(`${member.name} is running`);
      const own = join(folder, member.name);
      process = await startProcess(
        openSearch({ home, jdk, folder: own, heap, lean, ...member, cluster: members }),
      );
    },
    async kill() {
      if (process === undefined) return;
      killGroup(process.pid);
      await process.exited;
      process = undefined;
    },
  };
}

/**
 * The nodes must know each other's before any is up, and take theirs again after a restart. So they come from below what
 * a system gives to those who ask for any: nobody is given one of them meanwhile.
 */
async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(20_000, 32_000);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
