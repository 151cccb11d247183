import { AisleError, withDeadline, type Clock, type Logger } from '../base/index.js';
import type { StateStore } from '../engines/state/index.js';
import type { Choice, Generation, Lease } from '../indexer/index.js';
import { understand } from '../query/index.js';
import {
  DEFAULT_PROFILE,
  rank,
  wantsSignal,
  type QueryClass,
  type RankingProfile,
  type Signal,
} from '../reranker/index.js';
import type { SearchAnswer } from './answer.js';
import { candidates } from './candidates.js';
import { checkFields } from './check-fields.js';
import { shownFacets } from './facets.js';
import { extendOrder } from './extend-order.js';
import { FrozenOrders, notServed, type FrozenOrder, type KeptOrder } from './frozen-order.js';
import { askLegs, type LegAnswers, type LegParts } from './legs.js';
import { namesOf } from './known-names.js';
import { findMembers, type FoundMembers } from './members.js';
import { orderOf } from './order.js';
import { cutPage } from './page.js';
import { attention, readKnown } from './personal.js';
import type { Leg, SearchRequest } from './request.js';
import type { SearchSettings } from './settings.js';
import { completeMatrix } from './signals.js';
import { Stopwatch } from './stopwatch.js';
import { subjectOf } from './subject.js';

export interface SearchParts {
  /** A lease on the generation that is to answer; undefined when it is not served. Throws `unavailable` without any. */
  readonly generation: (choice: Choice) => Promise<Lease | undefined>;
  readonly store: StateStore;
  /** Ranking profiles by name. */
  readonly profiles: ReadonlyMap<string, RankingProfile>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newQueryId: () => string;
  readonly settings: SearchSettings;
}

export interface Search {
  /** Answers one query. Throws `bad_request`, `cursor_expired`, `unavailable`, `deadline_exceeded`. */
  search(request: SearchRequest): Promise<SearchAnswer>;
}

/** One query on one generation. */
interface Query extends LegParts {
  readonly request: SearchRequest;
  readonly text: string;
  readonly queryClass: QueryClass;
  readonly profile: RankingProfile;
  readonly watch: Stopwatch;
}

export function createSearch(parts: SearchParts): Search {
  const orders = new FrozenOrders(parts.clock);
  return {
    search: async (request) => {
      const watch = new Stopwatch();
      const queryId = parts.newQueryId();
      const kept = request.cursor === undefined ? undefined : orders.resolve(request.cursor);
      // A cursor names ordinals: it goes on where its first page was answered, whatever became of the shares.
      const lease = await parts.generation(
        kept === undefined ? { subject: subjectOf(request, queryId) } : { generation: kept.order.generation },
      );
      if (lease === undefined) throw notServed();
      try {
        return await answer(parts, orders, lease.generation, { request, queryId, kept }, watch);
      } finally {
        lease.release();
      }
    },
  };
}

interface Asked {
  readonly request: SearchRequest;
  readonly queryId: string;
  /** What the request's cursor names. */
  readonly kept: KeptOrder | undefined;
}

async function answer(
  parts: SearchParts,
  orders: FrozenOrders,
  generation: Generation,
  { request, queryId, kept }: Asked,
  watch: Stopwatch,
): Promise<SearchAnswer> {
  const {
    order: known,
    handle,
    position,
  } = kept ?? {
    order: await freeze(parts, generation, request, watch),
    handle: queryId,
    position: (request.page - 1) * request.pageSize,
  };
  const { order, page } = await watch.time('page', () =>
    withDeadline('the product index', parts.settings.legDeadline, async (signal) => {
      // One more than the page: whether there is a next one.
      const order = await extendOrder(known, position + request.pageSize + 1, { signal });
      const wish = { position, size: request.pageSize, explain: request.explain };
      return { order, page: await cutPage(order, handle, wish, generation.products, signal) };
    }),
  );
  if (page.cursor !== undefined) orders.keep(handle, order);
  return {
    queryId,
    ...page,
    ...order.said,
    page: Math.floor(position / request.pageSize) + 1,
    pageSize: request.pageSize,
    generation: generation.id,
    tookMs: watch.total,
    timings: watch.stages,
  };
}

/** Everything before paging: members, complete matrix, fusion, one order. */
async function freeze(
  parts: SearchParts,
  generation: Generation,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<FrozenOrder> {
  const { settings, log } = parts;
  const { text, queryClass } = understand(request.query, namesOf(generation));
  const profile = findProfile(parts.profiles, request.ranking);
  const query: Query = { request, text, queryClass, profile, generation, settings, log, watch };
  const facets = await checkFields(request, generation.products);
  const wants = (signal: Signal) => wantsSignal(profile, queryClass, request.weights, signal);

  const [legs, shopper] = await Promise.all([
    ask(query, wants),
    readKnown(request, text, wants, parts, watch),
  ]);
  const [found, attended] = await Promise.all([
    findMembers(
      text,
      request,
      { facets, columns: wants('affinity') && shopper !== undefined },
      legs,
      query,
      watch,
    ),
    attention(shopper, legs, query),
  ]);
  const failed = new Set<Leg>(legs.failed);
  const chosen = candidates(found.members, found.byMeaning);
  const matrix = await watch.time('complete', () =>
    withDeadline('the signals', settings.legDeadline, (signal) =>
      completeMatrix(chosen, {
        products: generation.products,
        vectors: generation.vectors,
        lexical: found.words === undefined ? undefined : found.members.lexical,
        columns: found.members.columns,
        query: legs.query,
        attended: attended !== undefined && attended.gate > 0 ? attended : undefined,
        wanted: wants,
        signal,
      }),
    ),
  );
  return watch.timeSync('fuse', () => {
    const ranking = rank({
      matrix,
      ordinals: chosen.ordinals,
      groups: chosen.groups,
      profile,
      queryClass,
      weights: request.weights,
      scales: { bestLexical: found.words?.best ?? 0, cosine: legs.cosine ?? { low: 0, high: 1 } },
    });
    const { members, words } = found;
    const sorted = request.sort !== 'relevance';
    return {
      generation: generation.id,
      ...orderOf({ members, candidates: chosen, matrix, ranking, sorted, words, gate: attended?.gate }),
      looked: attended?.items[0]?.ordinal,
      said: said(query, found, failed),
    };
  });
}

function ask(query: Query, wants: (signal: Signal) => boolean): Promise<LegAnswers> {
  const { text, request, generation, watch } = query;
  if (text === '') return Promise.resolve({ failed: [] });
  const only = request.legs.length === 1 && request.legs[0] === 'vector';
  if (only && generation.vectors === undefined) {
    const errors = [
      { path: 'legs', message: 'expected "lexical": the generation was built without an embedding model' },
    ];
    throw new AisleError('bad_request', `legs: ${errors[0]?.message ?? ''}`, { errors });
  }
  return askLegs(
    text,
    {
      words: request.legs.includes('lexical') || wants('lexical'),
      meaning: request.legs.includes('vector') || wants('vector') || wants('personal') || wants('affinity'),
    },
    query,
    watch,
  ).then((legs) => {
    if (request.legs.every((leg) => legs.failed.includes(leg))) {
      throw new AisleError('unavailable', `the ${request.legs.join(' and ')} leg did not answer`);
    }
    return legs;
  });
}

function said(
  { request, profile }: Query,
  found: FoundMembers,
  failed: ReadonlySet<Leg>,
): FrozenOrder['said'] {
  const { members, words, relaxed } = found;
  const incomplete = request.legs.some((leg) => failed.has(leg));
  return {
    total: { value: members.total, relation: incomplete ? 'gte' : 'eq' },
    facets: shownFacets(members.facets),
    ranking: `${profile.name}@${profile.version}`,
    ...(words?.corrected === undefined ? {} : { corrected: words.corrected }),
    ...(relaxed ? { relaxed } : {}),
    ...(failed.size === 0 ? {} : { degraded: [...failed] }),
  };
}

function findProfile(
  profiles: ReadonlyMap<string, RankingProfile>,
  name = DEFAULT_PROFILE.name,
): RankingProfile {
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const message = `expected one of ${[...profiles.keys()].join(', ')}`;
  throw new AisleError('bad_request', `ranking: ${message}`, { errors: [{ path: 'ranking', message }] });
}
