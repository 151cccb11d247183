import { AisleError, withDeadline, type Clock, type Logger } from '../base/index.js';
import type { MembersAnswer } from '../engines/products/index.js';
import type { StateStore } from '../engines/state/index.js';
import type { Choice, Generation, Lease } from '../indexer/index.js';
import { understand } from '../query/index.js';
import type { CompiledRanking } from '../rankings/index.js';
import { activeRules, rank, SIGNALS, wantsSignal, type QueryClass, type Signal } from '../reranker/index.js';
import type { Popularity } from '../shoppers/index.js';
import { applyRules, passingOf, type AppliedRules } from './apply-rules.js';
import { candidates, inOrder, type Candidates } from './candidates.js';
import { checkFields } from './check-fields.js';
import { shownFacets } from './facets.js';
import type { FrozenOrder } from './frozen-order.js';
import { askLegs, type LegAnswers, type LegParts } from './legs.js';
import { namesOf } from './known-names.js';
import { findMembers, type FoundMembers } from './members.js';
import { orderOf } from './order.js';
import { attention, readKnown } from './personal.js';
import type { Leg, SearchRequest } from './request.js';
import { MAX_CANDIDATES, type SearchSettings } from './settings.js';
import { completeMatrix } from './signals.js';
import type { Stopwatch } from './stopwatch.js';

export interface SearchParts {
  /** A lease on the generation that is to answer; undefined when it is not served. Throws `unavailable` without any. */
  readonly generation: (choice: Choice) => Promise<Lease | undefined>;
  readonly store: StateStore;
  readonly popularity: Popularity;
  /** What ranks, by `name` or `name@version`; absent: the default. Throws `bad_request` for one that there is not. */
  readonly ranking: (reference?: string) => Promise<CompiledRanking>;
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
  readonly ranking: CompiledRanking;
  readonly watch: Stopwatch;
}

/** Everything before paging: members, complete matrix, fusion, one order. */
export async function freeze(
  parts: SearchParts,
  generation: Generation,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<FrozenOrder> {
  const { log, clock } = parts;
  const ranking = await parts.ranking(request.ranking);
  const { profile } = ranking;
  const settings = { ...parts.settings, words: { ...parts.settings.words, lexicon: ranking.lexicon } };
  const { text, queryClass } = understand(request.query, namesOf(generation));
  const query: Query = { request, text, queryClass, ranking, generation, settings, log, watch };
  const facets = await checkFields(request, generation.products);
  const wants = (signal: Signal) => wantsSignal(profile, queryClass, request.weights, signal);

  const looking = { products: generation.products, deadline: settings.legDeadline, log };
  const { filters, context } = request;
  const active = activeRules(ranking.rules, { text, queryClass, filters, context, now: clock.now() });
  const [legs, shopper, rules] = await Promise.all([
    ask(query, wants),
    readKnown(request, text, wants, parts, watch),
    applyRules(active, looking),
  ]);
  const [found, attended] = await Promise.all([
    findMembers(
      text,
      request,
      { facets, columns: wants('affinity') && shopper !== undefined, rules },
      legs,
      query,
      watch,
    ),
    attention(shopper, legs, query),
  ]);
  const byWords = found.words !== undefined && wants('lexical');
  const chosen = watch.timeSync('choose', () =>
    candidates(found.members, {
      certain: found.certain,
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
  const sorted = request.sort !== 'relevance';
  // A sort that was asked for is kept: rules then only filter, add and redirect.
  const ruling =
    rules === undefined || sorted
      ? undefined
      : { ...rules, passing: await passingOf(rules, headOf(chosen, found.members), looking) };
  return watch.timeSync('fuse', () => {
    const ranked = rank({
      matrix,
      ordinals: chosen.idRanks,
      groups: chosen.groups,
      profile,
      queryClass,
      weights: request.weights,
      scales: { bestLexical: found.words?.best ?? 0, cosine: legs.cosine ?? { low: 0, high: 1 } },
    });
    const { members, words } = found;
    return {
      generation: generation.id,
      ...orderOf({
        members,
        candidates: chosen,
        matrix,
        ranking: ranked,
        sorted,
        byWords,
        words: words?.words ?? [],
        gate: attended?.gate,
        ruling,
      }),
      looked: attended?.items[0]?.ordinal,
      said: said(query, found, failed, rules),
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

function said(
  { request, ranking }: Query,
  found: FoundMembers,
  failed: Failed,
  rules: AppliedRules | undefined,
): FrozenOrder['said'] {
  const { members, words, relaxed } = found;
  const incomplete = request.legs.some((leg) => failed.members.has(leg));
  const degraded = [...new Set([...failed.members, ...failed.order])];
  return {
    total: { value: members.total, relation: incomplete ? 'gte' : 'eq' },
    facets: shownFacets(members.facets),
    ranking: ranking.label,
    ...(rules === undefined ? {} : { rules: rules.rules.map(({ id }) => id) }),
    ...(rules?.redirect === undefined ? {} : { redirect: rules.redirect }),
    ...(words?.corrected === undefined ? {} : { corrected: words.corrected }),
    ...(relaxed ? { relaxed } : {}),
    ...(degraded.length === 0 ? {} : { degraded }),
  };
}

/** The products that rules may move by their filters: those that were scored, or the first ones where none was. */
function headOf(chosen: Candidates, { ordinals, idRanks = ordinals }: MembersAnswer): Uint32Array {
  if (chosen.ordinals.length > 0) return chosen.ordinals;
  return inOrder(undefined, idRanks)
    .subarray(0, MAX_CANDIDATES)
    .map((row) => ordinals[row] as number);
}
