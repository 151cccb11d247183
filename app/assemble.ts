import type { Aisle } from './aisle.js';
import { liveSide } from './live-side.js';
import { createMetrics } from './metrics/index.js';
import type { Parts } from './parts.js';
import { acquireLive, prepare, readiness } from './readiness.js';
import { searchOn } from './search-on.js';
import { searchSide } from './search-side.js';
import { stateSide } from './state-side.js';

/** Joins the sides of an installation. */
export function assemble(parts: Parts): Aisle {
  const { config, log, store, ops, rankings, popularity, keys, queryLog, generations } = parts;
  const live = () => acquireLive(generations, config);
  const { search, suggest, recommend, product } = searchSide(parts, live);
  const changes = liveSide(parts, live);
  return {
    config,
    log,
    store,
    ops,
    rankings,
    popularity,
    keys,
    queryLog,
    generations,
    metrics: createMetrics(parts.recorders, { ...parts, data: config.data, jobs: changes.jobs }),
    ...stateSide(parts, (people) => search.forget(people)),
    ...changes,
    search: (request) => search.search(request),
    suggest: (request) => suggest.suggest(request),
    searchOn: (id) => searchOn(parts, id),
    recommend,
    product,
    prepare: () => prepare(generations, config),
    readiness: async () => {
      const found = await readiness(generations, config);
      if (found.ready) suggest.prepare();
      return found;
    },
    close: async () => {
      await changes.jobs.close();
      await parts.closeAll();
    },
  };
}
