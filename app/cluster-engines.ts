import { AisleError, isAisleError, type Clock, type ErrorCode, type Logger } from '../base/index.js';
import { openCluster, ownIndices, removeOwnIndex, type Cluster } from '../engines/cluster/index.js';
import {
  changingProducts,
  openClusterProducts,
  openClusterWriter,
  removeClusterProducts,
} from '../engines/products/index.js';
import {
  liveVectors,
  openClusterVectors,
  openClusterVectorWriter,
  requireVectors,
} from '../engines/vectors/index.js';
import type { LiveMakers, Place, ProductIndices, VectorIndices } from '../indexer/index.js';
import { OWN_ANALYSER } from '../mappings/index.js';
import type { Config } from './config.js';
import { clusterOptions } from './elasticsearch-config.js';

/** What a connection is opened with; `onFailure` is told of every call that failed. */
export interface ClusterPorts {
  readonly log: Logger;
  readonly clock: Clock;
  readonly onFailure?: (code: ErrorCode) => void;
}

/** Milliseconds one bulk request may take: a server that merges answers late, and nobody waits for it. */
const BULK_DEADLINE = 120_000;

/**
 * Connects to the configured cluster and says aloud what it can do. Throws `bad_config` when it is not the server that
 * `lexical.engine` names, and what `openCluster` throws.
 */
export async function connect(config: Config, { log, ...ports }: ClusterPorts): Promise<Cluster> {
  const cluster = await openCluster(clusterOptions(config.elasticsearch), { logger: log, ...ports });
  try {
    const { flavour, version, analysis, vectors } = cluster.capabilities;
    const { engine } = config.lexical;
    if (engine !== 'embedded' && engine !== flavour) {
      const message = `lexical.engine: expected ${flavour}, which is what answers there (${version})`;
      throw new AisleError('bad_config', message);
    }
    const { analyser } = config.elasticsearch;
    if (analyser !== OWN_ANALYSER) await expectAnalyser(cluster, analyser);
    log.info({ flavour, version, analysis, vectors, analyser }, 'search cluster');
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

async function expectAnalyser(cluster: Cluster, analyser: string): Promise<void> {
  const body = { analyzer: analyser, text: 'shoes' };
  try {
    await cluster.request({ method: 'POST', path: '/_analyze', body, repeatable: true });
  } catch (error) {
    if (!isAisleError(error) || !['unprocessable', 'not_found'].includes(error.code)) throw error;
    const { flavour, version } = cluster.capabilities;
    const message = `elasticsearch.analyser: expected own or an analyser of the server; ${flavour} ${version} there has no ${analyser}`;
    throw new AisleError('bad_config', message, { cause: error });
  }
}

/** The product indices of an installation on a cluster: `<prefix>-products-<generation>`. */
export function clusterProducts(cluster: Cluster, config: Config['elasticsearch']): ProductIndices {
  const { prefix, analyser, shards, replicas } = config;
  const start = `${prefix}-products-`;
  const indexOf = ({ name }: Place) => `${start}${name}`;
  return {
    openWriter: (place) =>
      openClusterWriter(cluster, indexOf(place), {
        prefix,
        analyser,
        shards,
        replicas,
        deadline: BULK_DEADLINE,
      }),
    open: (place) => openClusterProducts(cluster, indexOf(place), { prefix, replicas }),
    remove: (place) => removeClusterProducts(cluster, indexOf(place), { prefix, replicas }),
    list: async () => (await ownIndices(cluster, { prefix, start })).map((name) => name.slice(start.length)),
  };
}

/** Products change in place, where every server sees it; the vectors of changed texts are in the memory of each. */
export const clusterLive: LiveMakers = {
  kind: 'in place',
  products: changingProducts,
  vectors: liveVectors,
};

/**
 * The vector indices of an installation on a cluster: `<prefix>-vectors-<content address>`. Throws `bad_config` when the
 * server has no kNN search that we use.
 */
export function clusterVectors(
  cluster: Cluster,
  config: Pick<Config['elasticsearch'], 'prefix' | 'shards' | 'replicas'>,
): VectorIndices {
  requireVectors(cluster);
  const { prefix, shards, replicas } = config;
  const start = `${prefix}-vectors-`;
  const indexOf = (address: string) => `${start}${address}`;
  return {
    openWriter: (address, options) =>
      openClusterVectorWriter(cluster, indexOf(address), {
        prefix,
        shards,
        replicas,
        deadline: BULK_DEADLINE,
        ...options,
      }),
    open: (address) => openClusterVectors(cluster, indexOf(address), { prefix }),
    remove: (address) => removeOwnIndex(cluster, indexOf(address), { prefix }),
    list: async () => (await ownIndices(cluster, { prefix, start })).map((name) => name.slice(start.length)),
  };
}
