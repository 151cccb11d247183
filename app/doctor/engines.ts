import { type Clock, type Logger } from '../../base/index.js';
import type { Cluster } from '../../engines/cluster/index.js';
import type { Config } from '../config.js';
import { connect } from '../cluster-engines.js';
import { looked, type Finding } from './finding.js';

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

/** Whether the cluster takes writes; undefined where Aisle writes nothing there. */
export async function writesFinding(
  config: Config,
  parts: { readonly log: Logger; readonly clock: Clock },
): Promise<Finding | undefined> {
  const { index, prefix } = config.elasticsearch;
  if (config.lexical.engine === 'embedded' || index !== undefined) return undefined;
  const remedy =
    'searches go on, updates and builds wait: make room on the disks of the cluster, or lift the block (PUT INDEX/_settings)';
  return looked('writes to the cluster', remedy, async () => {
    const cluster = await connect(config, parts);
    try {
      const refusing = await refusingWrites(cluster, prefix);
      if (refusing.length === 0) return { state: 'ok', found: 'taken' };
      return { state: 'broken', found: `refused for ${refusing.join(', ')}`, remedy };
    } finally {
      await cluster.close();
    }
  });
}

type Settings = Readonly<Record<string, { readonly settings: Readonly<Record<string, unknown>> }>>;

const BLOCKS = ['write', 'read_only', 'read_only_allow_delete'].map((name) => `index.blocks.${name}`);

/** Indices of an installation that the cluster refuses writes to, by the setting that says so. */
async function refusingWrites(cluster: Cluster, prefix: string): Promise<string[]> {
  const found = await cluster.request<Settings>({
    method: 'GET',
    path: `/${prefix}-*/_settings/index.blocks.*`,
    query: { flat_settings: true },
  });
  return Object.entries(found).flatMap(([index, { settings }]) => {
    const set = BLOCKS.filter((name) => String(settings[name]) === 'true');
    return set.length === 0 ? [] : `${index} (${set.join(', ')})`;
  });
}
