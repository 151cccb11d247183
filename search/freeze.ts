import { AisleError } from '../base/index.js';
import type { FacetRequest, MembersAnswer, WordsPlan } from '../engines/products/index.js';
import type { Generation } from '../indexer/index.js';
import { activeRules, SIGNALS, wantsSignal, type Signal } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import { applyRules, passingOf, type AppliedRules } from './apply-rules.js';
import { candidates, inOrder, type Candidates } from './candidates.js';
import { asFilters } from './conditions.js';
import { checkFields } from './check-fields.js';
import { shownFacets } from './facets.js';
import type { FrozenOrder } from './frozen-order.js';
import { matchTerms } from './highlight/match-terms.js';
import { askWantedWords, readNegated } from './intent/negation-signal.js';
import { readIntent, type Intent } from './intent/read-intent.js';
import { askLegs, type LegAnswers } from './legs.js';
import { findMembers, type FoundMembers } from './members.js';
import { orderOf } from './order.js';
import { attention, readKnown } from './personal.js';
import type { SearchParts } from './search-parts.js';
import { readQuery, type Query } from './query.js';
import type { Leg, SearchRequest } from './request.js';
import { MAX_CANDIDATES } from './settings.js';
import { score } from './score.js';
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
  readonly intent: Intent;
  /** Whether products are without what it does not want, by ordinal. */
  readonly negated: ReadonlyMap<number, number> | undefined;
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
  const [legs, shopper, rules, intent, wantedWords] = await Promise.all([
    askWanted(query, wants),
    readKnown(request, text, wants, parts, watch),
    applyRules(active, lookingFor(query)),
    readIntent(query, wants),
    askWantedWords(query, wants),
  ]);
  const named = intent.category !== undefined || intent.brands !== undefined;
  const members = {
    facets,
    columns: named || (wants('affinity') && shopper !== undefined),
    conditions: conditions === undefined ? [] : asFilters(conditions),
    rules,
    scoredBy: wantedWords,
  };
  const [found, attended, negated] = await Promise.all([
    findMembers(text, request, members, legs, query, watch),
    attention(shopper, legs, query),
    readNegated(query, wantedWords, legs),
  ]);
  return { query, legs, found, attended, rules, intent, negated };
}

function lookingFor({ generation: { products }, settings, log }: Query): Parameters<typeof applyRules>[1] {
  return { products, deadline: settings.legDeadline, log };
}

async function orderOfAnswer(parts: SearchParts, asked: Asked): Promise<FrozenOrder> {
  const { query, legs, found, attended, rules, intent, negated } = asked;
  const { generation, request, text, watch } = query;
  const wants = wanted(query);
  const { members } = found;
  const byWords = found.words !== undefined && wants('lexical');
  const chosen = watch.timeSync('choose', () =>
    candidates(members, {
      certain: found.certain,
      words: byWords,
      any: text !== '' && SIGNALS.some(wants),
    }),
  );
  const { popularity } = parts;
  const scoring = {
    query,
    legs,
    found,
    candidates: chosen,
    attended,
    intent,
    negated,
    wants,
    popularity,
  };
  const { matrix, ranking, vectorsFailed } = await score(scoring);
  const failed = { members: new Set<Leg>(legs.failed), order: new Set<Leg>(vectorsFailed ? ['vector'] : []) };
  if (found.unrescued !== undefined) failed.members.add('lexical');
  const sorted = request.sort !== 'relevance';
  // A sort that was asked for is kept: rules then only filter, add and redirect.
  const ruling =
    rules === undefined || sorted
      ? undefined
      : { ...rules, passing: await passingOf(rules, headOf(chosen, members), query) };
  return watch.timeSync('fuse', () => ({
    generation: generation.id,
    asked: { text: request.query, ...namesIn(request) },
    ...orderOf({
      members,
      candidates: chosen,
      matrix,
      ranking,
      sorted,
      byWords,
      words: found.scoredBy?.words ?? [],
      named: new Set(found.words?.named),
      gate: attended?.gate,
      ruling,
    }),
    looked: attended?.items[0]?.ordinal,
    terms: termsOf(text, found.words?.words),
    lasting: query.missed.length === 0 && (text === '' || !wants('popularity')),
    said: said(query, found, failed, rules),
  }));
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
  { request, ranking, conditions, negation }: Query,
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
    ...understoodOf(conditions, negation),
    ...(words?.corrected === undefined ? {} : { corrected: words.corrected }),
    ...(relaxed ? { relaxed } : {}),
    ...(degraded.length === 0 ? {} : { degraded }),
  };
}

/** What was understood besides words, if anything. */
function understoodOf(
  conditions: Query['conditions'],
  negation: Query['negation'],
): Pick<FrozenOrder['said'], 'understood'> {
  if (conditions === undefined && negation === undefined) return {};
  const without = negation === undefined ? [] : [{ kind: 'without', text: negation.part } as const];
  return {
    understood: {
      text: negation?.text ?? conditions?.text ?? '',
      filters: conditions?.filters ?? {},
      parts: [...(conditions?.parts ?? []), ...without],
    },
  };
}

/** The products that rules may move by their filters: those that were scored, or the first ones where none was. */
function headOf(chosen: Candidates, { ordinals, idRanks = ordinals }: MembersAnswer): Uint32Array {
  if (chosen.ordinals.length > 0) return chosen.ordinals;
  return inOrder(undefined, idRanks)
    .subarray(0, MAX_CANDIDATES)
    .map((row) => ordinals[row] as number);
}
