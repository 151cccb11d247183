import { AisleError } from '../base/index.js';
import { createLiveUpdates, type Lease, type LiveUpdates } from '../indexer/index.js';
import type { Aisle, ReindexRequest } from './aisle.js';
import { createJobs } from './jobs/jobs.js';
import { systemWait } from './jobs/once-free.js';
import type { Parts } from './parts.js';
import { expectOwnProducts, runFollow } from './run-follow.js';
import { runReindex } from './run-reindex.js';
import { indexMap, withSpooledIndex } from './spool-index.js';

type LiveSide = Pick<Aisle, 'updates' | 'jobs' | 'reindex' | 'reindexFrom' | 'follow'>;

/** What changes the catalogue: single products, reindexes, their jobs. */
export function liveSide(parts: Parts, live: () => Promise<Lease>): LiveSide {
  const { config, log, clock, store, ops } = parts;
  const reindex = async (request: ReindexRequest) => {
    expectOwnProducts(config);
    return runReindex(parts, request, await ops.mark());
  };
  return {
    updates: liveUpdates(parts, live),
    jobs: createJobs({
      store,
      reindex,
      folder: config.catalogue.folder,
      uploadLimit: config.catalogue.uploadLimit,
      clock,
      log,
      patience: config.catalogue.jobPatience,
      wait: systemWait,
    }),
    reindex,
    reindexFrom: async (index, request) => {
      expectOwnProducts(config);
      const { onProgress, signal } = request;
      const options = {
        clock,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      };
      const map = indexMap(request.map);
      const opsFrom = await ops.mark();
      return withSpooledIndex(config, index, options, (file) =>
        runReindex(parts, { ...request, map, file }, opsFrom),
      );
    },
    follow: (request) => runFollow(parts, request),
  };
}

function liveUpdates(
  { config, engines, ops, generations, clock, log }: Parts,
  live: () => Promise<Lease>,
): LiveUpdates {
  if (engines.live !== undefined) {
    return createLiveUpdates({ ops, live, generations, clock, log });
  }
  const refuse = async (): Promise<never> => {
    const { index } = config.elasticsearch;
    const message =
      index === undefined
        ? `live updates are not taken with lexical.engine ${config.lexical.engine}: bring changes with a reindex`
        : `the products are those of ${index} (elasticsearch.index): change them there`;
    throw new AisleError('unprocessable', message);
  };
  return { put: refuse, patch: refuse, delete: refuse };
}
