import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpLog } from '../engines/state/index.js';
import { liveProducts, openEmbeddedProducts, openEmbeddedWriter } from '../engines/products/index.js';
import { liveVectors, openVectorWriter, openVectors } from '../engines/vectors/index.js';
import {
  createFileRegistry,
  createSharedLog,
  layoutOf,
  openClusterRegistry,
  type Engines,
  type ProductIndices,
  type Registry,
  type VectorIndices,
} from '../indexer/index.js';
import {
  clusterLive,
  clusterProducts,
  clusterVectors,
  connect,
  type ClusterPorts,
} from './cluster-engines.js';
import { overlayProducts } from './overlay-engines.js';
import type { Config } from './config.js';

/** What generations are built on, and the memory of which is live. */
export interface OpenEngines {
  readonly engines: Engines;
  readonly registry: Registry;
  /** The log of live updates of an installation on a cluster; absent: it is that of the state on this machine. */
  readonly ops?: OpLog;
  close(): Promise<void>;
}

/** Opens what the settings name: everything on this machine, or products, registry, log and perhaps vectors on a search cluster. */
export async function openEngines(config: Config, parts: ClusterPorts): Promise<OpenEngines> {
  const layout = layoutOf(config.data);
  const overlay = await overlayProducts(config, parts);
  if (overlay !== undefined) {
    // Nothing of an installation lies in the shop's cluster, not even its registry.
    const engines = { products: overlay.products, vectors: embeddedVectors(layout.vectors) };
    return { engines, registry: createFileRegistry(layout), close: overlay.close };
  }
  if (config.lexical.engine === 'embedded') {
    const engines = embeddedEngines(config.data);
    return { engines, registry: createFileRegistry(layout), close: async () => undefined };
  }
  const cluster = await connect(config, parts);
  try {
    const { prefix, replicas } = config.elasticsearch;
    const registry = await openClusterRegistry(cluster, layout, {
      prefix,
      replicas,
      productsAlias: true,
      log: parts.log,
      clock: parts.clock,
    });
    const products = clusterProducts(cluster, config.elasticsearch);
    const vectors =
      config.vector.engine === 'elasticsearch'
        ? clusterVectors(cluster, config.elasticsearch)
        : embeddedVectors(layout.vectors);
    const engines = { products, vectors, live: clusterLive };
    const ops = createSharedLog(cluster, { prefix, replicas });
    const close = async () => {
      await ops.close();
      await cluster.close();
    };
    return { engines, registry, ops, close };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

/** The engines of an installation that keeps everything on this machine. */
export function embeddedEngines(dataDir: string): Engines {
  return {
    products: embeddedProducts,
    vectors: embeddedVectors(layoutOf(dataDir).vectors),
    live: { kind: 'snapshots', products: liveProducts, vectors: liveVectors },
  };
}

const embeddedProducts: ProductIndices = {
  openWriter: ({ folder }) => openEmbeddedWriter(folder),
  open: ({ folder }) => openEmbeddedProducts(folder),
  remove: ({ folder }) => rm(folder, { recursive: true, force: true }),
  // They lie in the folders of their generations and go with them.
  list: async () => [],
};

function embeddedVectors(folder: string): VectorIndices {
  return {
    openWriter: async (address, options) => {
      await mkdir(folder, { recursive: true });
      return openVectorWriter(join(folder, address), options);
    },
    open: (address) => openVectors(join(folder, address)),
    remove: (address) => rm(join(folder, address), { recursive: true, force: true }),
    list: async () => {
      await mkdir(folder, { recursive: true });
      return readdir(folder);
    },
  };
}
