import { AisleError, withDeadline } from '../base/index.js';
import type { FacetRequest, WordsPlan } from '../engines/products/index.js';
import type { Generation } from '../indexer/index.js';
import { rank, SIGNALS, wantsSignal, type Signal } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import { candidates } from './candidates.js';
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
}

function wanted({ profile, queryClass, request }: Query): (signal: Signal) => boolean {
  return (signal) => wantsSignal(profile, queryClass, request.weights, signal);
}

async function ask(parts: SearchParts, query: Query, facets: readonly FacetRequest[]): Promise<Asked> {
  const { request, text, conditions, watch } = query;
  const wants = wanted(query);
  const [legs, shopper] = await Promise.all([
    askWanted(query, wants),
    readKnown(request, text, wants, parts, watch),
  ]);
  const members = {
    facets,
    columns: wants('affinity') && shopper !== undefined,
    conditions: conditions === undefined ? [] : asFilters(conditions),
  };
  const [found, attended] = await Promise.all([
    findMembers(text, request, members, legs, query, watch),
    attention(shopper, legs, query),
  ]);
  return { query, legs, found, attended };
}

async function orderOfAnswer(
  parts: SearchParts,
  { query, legs, found, attended }: Asked,
): Promise<FrozenOrder> {
  const { generation, request, text, queryClass, profile, watch } = query;
  const wants = wanted(query);
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
      asked: { text: request.query, ...namesIn(request) },
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
      terms: termsOf(text, words?.words),
      said: said(query, found, failed),
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
  { request, profile, conditions }: Query,
  found: FoundMembers,
  failed: Failed,
): FrozenOrder['said'] {
  const { members, words, relaxed } = found;
  const incomplete = request.legs.some((leg) => failed.members.has(leg));
  const degraded = [...new Set([...failed.members, ...failed.order])];
  return {
    total: { value: members.total, relation: incomplete ? 'gte' : 'eq' },
    facets: shownFacets(members.facets),
    ranking: `${profile.name}@${profile.version}`,
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
