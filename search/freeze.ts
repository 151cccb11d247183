import { AisleError, withDeadline } from '../base/index.js';
import type { FacetRequest, MembersAnswer, WordsPlan } from '../engines/products/index.js';
import type { Generation } from '../indexer/index.js';
import { activeRules, rank, SIGNALS, wantsSignal, type Signal } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import { applyRules, passingOf, type AppliedRules } from './apply-rules.js';
import { candidates, inOrder, type Candidates } from './candidates.js';
import { asFilters } from './conditions.js';
import { checkFields } from './check-fields.js';
import { shownFacets } from './facets.js';
import type { FrozenOrder } from './frozen-order.js';
import { matchTerms } from './highlight/match-terms.js';
import { askLegs, type LegAnswers } from './legs.js';
import { findMembers, type FoundMembers } from './members.js';
import { orderOf } from './order.js';
import { attention, readKnown } from './personal.js';
import type { SearchParts } from './search-parts.js';
import { readQuery, type Query } from './query.js';
import type { Leg, SearchRequest } from './request.js';
import { MAX_CANDIDATES } from './settings.js';
import { completeMatrix } from './signals.js';
import type { Stopwatch } from './stopwatch.js';

/** Everything before paging: members, complete matrix, fusion, one order. */
export async function freeze(
  parts: SearchParts,
  generation: Generation,
  request: SearchRequest,
  watch: Stopwatch,
): Promise<FrozenOrder> {
  const facets = await checkFields(request, generation.products);
  const { plain, understood } = await readQuery(parts, generation, request, watch);
  const asked = understood === undefined ? undefined : await ask(parts, understood, facets);
  // Conditions that nothing meets were none: a query never finds less for being understood.
  return orderOfAnswer(
    parts,
    asked === undefined || asked.found.unmet === true ? await ask(parts, plain, facets) : asked,
  );
}

/** What the legs, the shopper's history and the product index know of a query. */
interface Asked {
  readonly query: Query;
  readonly legs: LegAnswers;
  readonly found: FoundMembers;
  readonly attended: Attended | undefined;
  readonly rules: AppliedRules | undefined;
}

function wanted({ ranking: { profile }, queryClass, request }: Query): (signal: Signal) => boolean {
  return (signal) => wantsSignal(profile, queryClass, request.weights, signal);
}

async function ask(parts: SearchParts, query: Query, facets: readonly FacetRequest[]): Promise<Asked> {
  const { request, text, queryClass, conditions, ranking, watch } = query;
  const wants = wanted(query);
  const { filters, context } = request;
  const now = parts.clock.now();
  // Words that were left out are not asked for, by a rule neither.
  const typed = conditions?.without.length === 0 ? request.query : undefined;
  const active = activeRules(ranking.rules, { text, typed, queryClass, filters, context, now });
  const [legs, shopper, rules] = await Promise.all([
    askWanted(query, wants),
    readKnown(request, text, wants, parts, watch),
    applyRules(active, lookingFor(query)),
  ]);
  const members = {
    facets,
    columns: wants('affinity') && shopper !== undefined,
    conditions: conditions === undefined ? [] : asFilters(conditions),
    rules,
  };
  const [found, attended] = await Promise.all([
    findMembers(text, request, members, legs, query, watch),
    attention(shopper, legs, query),
  ]);
  return { query, legs, found, attended, rules };
}

function lookingFor({ generation: { products }, settings, log }: Query): Parameters<typeof applyRules>[1] {
  return { products, deadline: settings.legDeadline, log };
}

async function orderOfAnswer(
  parts: SearchParts,
  { query, legs, found, attended, rules }: Asked,
): Promise<FrozenOrder> {
  const { generation, request, text, queryClass, ranking, watch } = query;
  const wants = wanted(query);
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
        parts.popularity.signal(generation, { query: text, ordinals, columns }, { signal }),
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
      : { ...rules, passing: await passingOf(rules, headOf(chosen, found.members), lookingFor(query)) };
  return watch.timeSync('fuse', () => {
    const ranked = rank({
      matrix,
      ordinals: chosen.idRanks,
      groups: chosen.groups,
      profile: ranking.profile,
      queryClass,
      weights: request.weights,
      scales: { bestLexical: found.words?.best ?? 0, cosine: legs.cosine ?? { low: 0, high: 1 } },
    });
    const { members, words } = found;
    return {
      generation: generation.id,
      asked: { text: request.query, ...namesIn(request) },
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
      terms: termsOf(text, words?.words),
      counted: text !== '' && wants('popularity'),
      said: said(query, found, failed, rules),
    };
  });
}

function namesIn({ userId, sessionId }: SearchRequest): Pick<FrozenOrder['asked'], 'userId' | 'sessionId'> {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}

function askWanted(query: Query, wants: (signal: Signal) => boolean): Promise<LegAnswers> {
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

// Apart from where it is used: it must not hold on to the members.
function termsOf(text: string, words: WordsPlan['words'] | undefined): FrozenOrder['terms'] {
  return () => matchTerms(text, words);
}

function said(
  { request, ranking, conditions }: Query,
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
    ...(conditions === undefined
      ? {}
      : {
          understood: { text: conditions.text, filters: conditions.filters, parts: conditions.parts },
        }),
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
