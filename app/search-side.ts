import { randomUUID } from 'node:crypto';
import { productsByIds } from '../engines/products/index.js';
import type { Lease } from '../indexer/index.js';
import { createRecommend } from '../recommend/index.js';
import { createSearch, createSuggest, type SearchParts } from '../search/index.js';
import type { Aisle } from './aisle.js';
import type { Parts } from './parts.js';
import { shopperRules } from './shopper-rules.js';

/** What answers shoppers: search, suggestions, recommendations, single products. */
export function searchSide(parts: Parts, live: () => Promise<Lease>) {
  const { generations } = parts;
  const served: SearchParts = {
    ...searchParts(parts),
    observe: (outcome) =>
      parts.recorders.search(
        outcome,
        generations.canaryHere?.generation === outcome.generation ? 'canary' : 'live',
      ),
    suggested: parts.recorders.suggested,
    generation: async (choice) => {
      if (choice.generation !== undefined) return generations.acquire(choice);
      return (await generations.acquire(choice)) ?? (await live());
    },
  };
  return {
    search: createSearch(served),
    suggest: createSuggest(served),
    recommend: recommendOf(parts, live),
    product: (id: string) => productById(live, id),
  };
}

/** All that a search needs but the generation that it is asked on, and who is told of it. */
export function searchParts({
  config,
  log,
  clock,
  store,
  rankings,
  popularity,
  queryLog,
}: Parts): Omit<SearchParts, 'generation' | 'observe' | 'suggested'> {
  return {
    store,
    popularity,
    ranking: (reference) => rankings.resolve(reference),
    shopperRules: () => shopperRules(config, clock),
    record: (search) => {
      if (config.shoppers.queryLog) queryLog.record(search);
    },
    clock,
    log,
    newQueryId: randomUUID,
    settings: {
      legDeadline: config.search.legDeadline,
      shopperDeadline: config.search.shopperDeadline,
      suggestDeadline: config.search.suggestDeadline,
      // An index in a cluster may change without a new snapshot.
      shared:
        config.lexical.engine === 'embedded' && config.vector.engine === 'hnsw'
          ? config.search.sharedMemory
          : 0,
      membersByMeaning: config.vector.members,
      words: {
        shareOfBest: config.lexical.shareOfBest,
        shareOfIdf: config.lexical.shareOfIdf,
        fieldWeights: config.lexical.fieldWeights,
        tolerant: true,
      },
    },
  };
}

function recommendOf(parts: Parts, generation: () => Promise<Lease>): Aisle['recommend'] {
  const { store, popularity, log, clock, config } = parts;
  const { legDeadline, shopperDeadline } = config.search;
  const { minShoppers, repurchase, perBrand, relevance } = config.recommend;
  return createRecommend({
    generation,
    store,
    popularity,
    shopperRules: () => shopperRules(config, clock),
    log,
    settings: {
      legDeadline,
      shopperDeadline,
      leastShoppers: minShoppers,
      repurchase,
      perBrand,
      relevance,
      words: searchParts(parts).settings.words,
    },
  });
}

async function productById(live: () => Promise<Lease>, id: string) {
  const lease = await live();
  try {
    return (await productsByIds(lease.generation.products, [id])).get(id);
  } finally {
    lease.release();
  }
}
