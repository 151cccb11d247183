import { AisleError, withDeadline, type Clock, type Logger } from '../base/index.js';
import type { StateStore } from '../engines/state/index.js';
import type { Choice, Generation, Lease } from '../indexer/index.js';
import { understand } from '../query/index.js';
import {
  DEFAULT_PROFILE,
  rank,
  SIGNALS,
  wantsSignal,
  type QueryClass,
  type RankingProfile,
  type Signal,
} from '../reranker/index.js';
import type { Popularity } from '../shoppers/index.js';
import { candidates } from './candidates.js';
import { checkFields } from './check-fields.js';
import { shownFacets } from './facets.js';
import type { FrozenOrder } from './frozen-order.js';
import { askLegs, type LegAnswers, type LegParts } from './legs.js';
import { namesOf } from './known-names.js';
import { findMembers, type FoundMembers } from './members.js';
import { orderOf } from './order.js';
import { attention, readKnown } from './personal.js';
import type { Leg, SearchRequest } from './request.js';
import type { SearchSettings } from './settings.js';
import { completeMatrix } from './signals.js';
import type { Stopwatch } from './stopwatch.js';

export interface SearchParts {
  /** A lease on the generation that is to answer; undefined when it is not served. Throws `unavailable` without any. */
  readonly generation: (choice: Choice) => Promise<Lease | undefined>;
  readonly store: StateStore;
  readonly popularity: Popularity;
  /** Ranking profiles by name. */
  readonly profiles: ReadonlyMap<string, RankingProfile>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newQueryId: () => string;
  readonly settings: SearchSettings;
}

/** One query on one generation. */
interface Query extends LegParts {
  readonly request: SearchRequest;
  readonly text: string;
  readonly queryClass: QueryClass;
  readonly profile: RankingProfile;
  readonly watch: Stopwatch;
}

/** Everything before paging: members, complete matrix, fusion, one order. */
export async function freeze(
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
  const byWords = found.words !== undefined && wants('lexical');
  const chosen = watch.timeSync('choose', () =>
    candidates(found.members, {
      byMeaning: found.byMeaning,
      words: byWords,
      any: text !== '' && SIGNALS.some(wants),
    }),
  );
  const { matrix, vectorsFailed } = await watch.time('complete', () =>
    completeMatrix(chosen, {
      products: generation.products,
      vectors: generation.vectors,
      lexical: found.words === undefined ? undefined : found.members.lexical,
      columns: found.members.columns,
      query: legs.query,
      attended: attended !== undefined && attended.gate > 0 ? attended : undefined,
      popularity: (ordinals, columns, signal) =>
        parts.popularity.signal(generation.products, { query: text, ordinals, columns }, { signal }),
      // A category page is in the order of ids: only its first products would be known.
      wanted: (signal) => wants(signal) && (signal !== 'popularity' || text !== ''),
      look: (what, work) => lookFor(what, work, query),
    }),
  );
  const failed = { members: new Set<Leg>(legs.failed), order: new Set<Leg>(vectorsFailed ? ['vector'] : []) };
  if (found.unrescued !== undefined) failed.members.add('lexical');
  return watch.timeSync('fuse', () => {
    const ranking = rank({
      matrix,
      ordinals: chosen.idRanks,
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
      ...orderOf({
        members,
        candidates: chosen,
        matrix,
        ranking,
        sorted,
        byWords,
        words: words?.words ?? [],
        gate: attended?.gate,
      }),
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

/** What cannot be looked up leaves its signals unknown: the members are settled, and their answer is not given up. */
async function lookFor<T>(
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  { settings, log }: Query,
): Promise<T | undefined> {
  try {
    return await withDeadline(what, settings.legDeadline, work);
  } catch (error) {
    log.warn({ err: error }, `${what} did not answer: ordered without`);
    return undefined;
  }
}

/** Legs that did not answer, for the members, or for their order alone. */
interface Failed {
  readonly members: ReadonlySet<Leg>;
  readonly order: ReadonlySet<Leg>;
}

function said({ request, profile }: Query, found: FoundMembers, failed: Failed): FrozenOrder['said'] {
  const { members, words, relaxed } = found;
  const incomplete = request.legs.some((leg) => failed.members.has(leg));
  const degraded = [...new Set([...failed.members, ...failed.order])];
  return {
    total: { value: members.total, relation: incomplete ? 'gte' : 'eq' },
    facets: shownFacets(members.facets),
    ranking: `${profile.name}@${profile.version}`,
    ...(words?.corrected === undefined ? {} : { corrected: words.corrected }),
    ...(relaxed ? { relaxed } : {}),
    ...(degraded.length === 0 ? {} : { degraded }),
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
