import { AisleError, isAisleError } from '../../../base/index.js';
import { createdBy, findIndex, isOwn, type Cluster } from '../../cluster/index.js';

export interface NewLogIndex {
  readonly prefix: string;
  readonly replicas: number;
  readonly name: string;
  /** What it is written through. */
  readonly alias: string;
}

/** Makes the index of the log where there is none. Throws `bad_config` when the name is a stranger's. */
export async function makeLogIndex(cluster: Cluster, wanted: NewLogIndex): Promise<void> {
  const { prefix, replicas, name, alias } = wanted;
  if (await isThere(cluster, wanted)) return;
  try {
    await cluster.request({
      method: 'PUT',
      path: `/${name}`,
      body: {
        settings: {
          number_of_shards: 1,
          auto_expand_replicas: `0-${replicas}`,
          // Acknowledged is durable, whatever the defaults of the cluster are.
          translog: { durability: 'request' },
        },
        mappings: {
          dynamic: false,
          _meta: { createdBy: createdBy(prefix), format: 1 },
          // Whatever a product's attributes are called: the server does not look into them.
          properties: { entries: { type: 'object', enabled: false } },
        },
        aliases: { [alias]: {} },
      },
    });
  } catch (error) {
    // Another process made it at the same time.
    const refused = isAisleError(error) && ['unprocessable', 'conflict'].includes(error.code);
    if (!refused || !(await isThere(cluster, wanted))) throw error;
  }
}

async function isThere(cluster: Cluster, { name, prefix }: NewLogIndex): Promise<boolean> {
  const found = await findIndex(cluster, name);
  if (found === undefined || isOwn(found, prefix)) return found !== undefined;
  throw new AisleError(
    'bad_config',
    `the search cluster has an index ${name} that this installation did not make: set another elasticsearch.prefix`,
  );
}
