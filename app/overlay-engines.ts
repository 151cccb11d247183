import { readFile, rm } from 'node:fs/promises';
import { AisleError, isRecord } from '../base/index.js';
import { parseMap } from '../catalog/index.js';
import { openOverlayProducts, openOverlayWriter } from '../engines/products/index.js';
import type { ProductIndices } from '../indexer/index.js';
import { connect, type ClusterPorts } from './cluster-engines.js';
import type { Config } from './config.js';

interface OpenOverlay {
  readonly products: ProductIndices;
  readonly close: () => Promise<void>;
}

/** The products of a shop's own index; undefined where none is configured. Throws `bad_config`. */
export async function overlayProducts(config: Config, parts: ClusterPorts): Promise<OpenOverlay | undefined> {
  const { index } = config.elasticsearch;
  if (index === undefined) return undefined;
  if (config.lexical.engine === 'embedded') {
    const message = 'lexical.engine: expected elasticsearch or opensearch beside elasticsearch.index';
    throw new AisleError('bad_config', message);
  }
  if (config.vector.engine !== 'hnsw') {
    const message =
      'vector.engine: expected hnsw beside elasticsearch.index: nothing is written to that cluster';
    throw new AisleError('bad_config', message);
  }
  const map = parseMap(await overlayMap(config));
  const cluster = await connect(config, parts);
  return {
    products: {
      foreign: true,
      openWriter: ({ folder }) => openOverlayWriter(folder, map),
      open: ({ folder }) => openOverlayProducts(cluster, index, { folder, now: () => parts.clock.now() }),
      remove: ({ folder }) => rm(folder, { recursive: true, force: true }),
      // They lie in the folders of their generations and go with them.
      list: async () => [],
    },
    close: () => cluster.close(),
  };
}

/** The map (JSON) of the configured index. A document's id is the product's: by it the server is asked for it again. */
export async function overlayMap({ elasticsearch }: Config): Promise<unknown> {
  const given = elasticsearch.map === undefined ? {} : await readMap(elasticsearch.map);
  if (!isRecord(given)) return given;
  const { id = '_id', ignore = [], ...fields } = given;
  if (id !== '_id') {
    const message = `elasticsearch.map: id: expected "_id" or nothing, since products are asked for by the _id of their documents`;
    throw new AisleError('bad_config', message);
  }
  return {
    ...fields,
    id,
    ignore: Array.isArray(ignore) ? [...(ignore as readonly unknown[]), 'id'] : ignore,
  };
}

async function readMap(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    const message = `elasticsearch.map: ${file} cannot be read: ${(error as Error).message}`;
    throw new AisleError('bad_config', message, { cause: error });
  }
}
