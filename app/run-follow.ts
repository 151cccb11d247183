import { AisleError } from '../base/index.js';
import { TABLE_LAYOUT } from '../engines/products/index.js';
import type { Config } from './config.js';
import { follow, type FollowReport, type FollowRequest } from './follow-index.js';
import { overlayMap } from './overlay-engines.js';
import { runReindex, type ReindexParts } from './run-reindex.js';

/** Generations that a followed index leaves besides the live one and the one before it. */
const KEPT = 1;

/** Products of a shop's own index come from there alone. Throws `bad_config` where one is configured. */
export function expectOwnProducts({ elasticsearch: { index } }: Config): void {
  if (index === undefined) return;
  const message = `elasticsearch.index: expected none for a reindex; the products are those of ${index}: \`aisle follow\` builds of them`;
  throw new AisleError('bad_config', message);
}

/** Looks once at the configured index and publishes a generation where something changed. */
export async function runFollow(parts: ReindexParts, request: FollowRequest): Promise<FollowReport> {
  const { config, clock, log, identity, generations } = parts;
  const { force, onProgress, signal } = request;
  const map = await overlayMap(config);
  const report = await follow(
    {
      config,
      clock,
      log,
      generations,
      how: JSON.stringify([map, identity, config.embedder.template, TABLE_LAYOUT]),
      build: (file) =>
        runReindex(parts, {
          ...{ file, map, force, publish: true, fresh: false },
          ...(onProgress === undefined ? {} : { onProgress }),
          ...(signal === undefined ? {} : { signal }),
        }),
    },
    request,
  );
  // Each change makes a generation, published or not: they must not fill the disk.
  if (report.generation !== undefined) await generations.prune({ keep: KEPT });
  return report;
}
