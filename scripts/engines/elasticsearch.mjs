// How an Elasticsearch node is run from its unpacked folder, which it only reads.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jvmOptions } from './jvm.mjs';

/**
 * @param {object} node
 * @param {string} node.home the unpacked server
 * @param {string} node.jdk
 * @param {string} node.folder its own: configuration, data, logs
 * @param {number} node.port 0: one that is free
 * @param {number} node.heap MB
 * @param {boolean} node.lean see jvmOptions
 * @returns {import('./process.mjs').Command}
 */
export function elasticsearch({ home, jdk, folder, port, heap, lean }) {
  const config = join(folder, 'config');
  const temporary = join(folder, 'tmp');
  cpSync(join(home, 'config'), config, { recursive: true });
  mkdirSync(temporary, { recursive: true });
  const settings = {
    'cluster.name': 'aisle',
    'node.name': 'node-1',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'node.portsfile': true,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'path.repo': [join(folder, 'snapshots')],
    'xpack.security.enabled': false,
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'action.destructive_requires_name': false,
  };
  // JSON is YAML.
  writeFileSync(join(config, 'elasticsearch.yml'), `${JSON.stringify(settings, null, 2)}\n`);
  return {
    command: join(home, 'bin/elasticsearch'),
    args: [],
    env: {
      HOME: folder,
      ES_JAVA_HOME: jdk,
      ES_PATH_CONF: config,
      ES_TMPDIR: temporary,
      LIBFFI_TMPDIR: temporary,
      ES_JAVA_OPTS: jvmOptions({ heap, lean }).join(' '),
    },
    folder,
    portsFile: join(folder, 'logs/http.ports'),
    ready: '/_cluster/health?wait_for_status=yellow&timeout=5s',
  };
}
