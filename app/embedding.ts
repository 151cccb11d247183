import { join } from 'node:path';
import { AisleError, OneATurn, type Logger, type OnProgress } from '../base/index.js';
import {
  createEmbedder,
  createQueryCache,
  fetchModel,
  findIdentity,
  findModel,
  identityOf,
  type Embedder,
  type FetchedModel,
} from '../engines/embedder/index.js';
import type { Config } from './config.js';
import type { EmbedderMetrics } from './metrics/embedder-metrics.js';

/** Puts the configured model into the local cache. The only call that may use the network for it. */
export async function fetchConfiguredModel(config: Config, onProgress?: OnProgress): Promise<FetchedModel> {
  const { model, precision, cache, source } = config.embedder;
  if (model === 'none')
    throw new AisleError('bad_config', 'embedder.model is none: there is no model to fetch');
  return fetchModel(findModel(model), precision, {
    cacheDir: cache,
    ...(source === undefined ? {} : { folder: source }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/**
 * Identity of the model that new generations are built with; undefined for `none`. Throws `bad_config` for a precision
 * in which it is not to be had.
 */
export function configuredIdentity({ embedder: { model, precision } }: Config): string | undefined {
  return model === 'none' ? undefined : identityOf(findModel(model), precision);
}

/** The model of an identity. Never touches the network: a missing model says how to get it. */
export async function openModel(identity: string, config: Config, log: Logger): Promise<Embedder> {
  const { device, threads, cache } = config.embedder;
  const known = findIdentity(identity);
  if (known === undefined) {
    throw new AisleError(
      'unavailable',
      `this version of Aisle does not have the model ${identity}: reindex with one that it has`,
    );
  }
  const embedder = await createEmbedder({ ...known, device, threads, cacheDir: cache, log });
  log.info({ model: known.record.id, device: embedder.device }, 'embedding model open');
  return embedder;
}

/**
 * Models as queries meet them: measured, with the vectors of `embedder.queryMemory` in front, all models' together. What is
 * measured is the model's work; what is remembered costs none.
 */
export function servedModels(
  { embedder: { queryMemory: bytes } }: Config,
  { measure, asked }: EmbedderMetrics,
): (model: Embedder) => Embedder {
  const remember = bytes === 0 ? (model: Embedder) => model : createQueryCache({ bytes, onQuery: asked });
  return (model) => inTurns(remember(measure(model)));
}

/**
 * Queries that were embedded together, or waited for one run, go on one in each turn of the event loop: what follows takes
 * milliseconds each.
 */
function inTurns(embedder: Embedder): Embedder {
  const turns = new OneATurn();
  return {
    ...embedder,
    embedQuery: async (text, options) => {
      const vector = await embedder.embedQuery(text, options);
      await turns.pass();
      return vector;
    },
  };
}

/** Where the vectors of texts are kept between reindex runs. */
export function embeddingCachePath(config: Config): string {
  return join(config.data, 'cache.db');
}
