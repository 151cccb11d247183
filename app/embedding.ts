import { join } from 'node:path';
import { AisleError, type Logger, type OnProgress } from '../base/index.js';
import {
  createEmbedder,
  fetchModel,
  findModel,
  type Embedder,
  type FetchedModel,
} from '../engines/embedder/index.js';
import type { Config } from './config.js';

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

/** The configured embedder, or undefined for `none`. Never touches the network: a missing model says how to get it. */
export async function openEmbedder(config: Config, log: Logger): Promise<Embedder | undefined> {
  const { model, precision, device, threads, cache } = config.embedder;
  if (model === 'none') return undefined;
  const embedder = await createEmbedder({
    record: findModel(model),
    precision,
    device,
    threads,
    cacheDir: cache,
    log,
  });
  if (device === 'auto') log.info({ model, device: embedder.device }, 'embedding device chosen');
  return embedder;
}

/** Where the vectors of texts are kept between reindex runs. */
export function embeddingCachePath(config: Config): string {
  return join(config.data, 'cache.db');
}
