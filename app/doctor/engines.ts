import { type Clock, type Logger } from '../../base/index.js';
import type { Config } from '../config.js';
import { connect } from '../cluster-engines.js';
import type { Finding } from './finding.js';

interface Health {
  readonly status: 'green' | 'yellow' | 'red';
  readonly number_of_nodes: number;
}

/** The search cluster, asked for its version and health. Throws why it does not answer. */
export async function engineFinding(
  config: Config,
  parts: { readonly log: Logger; readonly clock: Clock },
): Promise<Omit<Finding, 'part'>> {
  if (config.lexical.engine === 'embedded') return { state: 'ok', found: 'embedded: no server is needed' };
  const cluster = await connect(config, parts);
  try {
    const { flavour, version } = cluster.capabilities;
    const health = await cluster.request<Health>({ method: 'GET', path: '/_cluster/health' });
    const nodes = health.number_of_nodes === 1 ? '1 node' : `${health.number_of_nodes} nodes`;
    const found = `${flavour} ${version}, ${health.status}, ${nodes}`;
    if (health.status === 'green') return { state: 'ok', found };
    if (health.status === 'red') {
      return { state: 'broken', found, remedy: 'some shards have no home: GET /_cluster/allocation/explain' };
    }
    const remedy = 'replicas have no home: add a node, or set elasticsearch.replicas to 0 where one is meant';
    return { state: 'note', found, remedy };
  } finally {
    await cluster.close();
  }
}
