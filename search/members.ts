import { withDeadline } from '../base/index.js';
import type { MembersAnswer, MembersRequest, WordsPlan } from '../engines/products/index.js';
import type { CosineScale } from '../engines/embedder/index.js';
import type { LegAnswers, LegParts } from './legs.js';
import type { NamedFilter } from '../mappings/index.js';
import type { AppliedRules } from './apply-rules.js';
import { membersByMeaning } from './membership.js';
import type { SearchRequest } from './request.js';
import type { Stopwatch } from './stopwatch.js';

export interface FoundMembers {
  readonly members: MembersAnswer;
  /** Members by meaning and what a rule names: scored whatever their words. */
  readonly certain: Uint32Array;
  readonly words: WordsPlan | undefined;
  /** The words that their BM25 is of: those that made them members, unless others score them. */
  readonly scoredBy: WordsPlan | undefined;
  readonly relaxed: boolean;
  /** No product of the generation meets the query's own conditions beside its words. */
  readonly unmet?: true;
  /** Why a rescue that was due did not take place: the product index did not answer it. */
  readonly unrescued?: unknown;
}

/**
 * What a rescue lets in where nothing met the query: products that carry a smaller share of its words, and the few
 * nearest ones just under the floor. A query from another world still finds nothing.
 */
const RESCUE = { shareOfIdf: 0.25, byMeaning: 5, below: 0.06 } as const;

export interface Wanted extends Pick<MembersRequest, 'facets' | 'columns'> {
  /** Filters that the query itself states. */
  readonly conditions: readonly NamedFilter[];
  readonly rules: AppliedRules | undefined;
  /** The words that score the members, where they are others than those that make them. */
  readonly scoredBy: WordsPlan | undefined;
}

/** More members than there can be: an index that goes on changing may hold more than the generation. */
const ALL = 0xffff_ffff;

/** The members that pass the filters, counted and in order: one round trip, or three when nothing was found. */
export async function findMembers(
  text: string,
  request: SearchRequest,
  { facets, columns, conditions, rules, scoredBy }: Wanted,
  legs: LegAnswers,
  parts: LegParts,
  watch: Stopwatch,
): Promise<FoundMembers> {
  const { generation, settings } = parts;
  // Words that were asked for their scores alone make no members.
  const wordsDecide = request.legs.includes('lexical');
  const filters: readonly NamedFilter[] =
    rules === undefined ? request.filters : [...request.filters, ...rules.filters];
  const withAdded = (ordinals: Uint32Array) => joined(ordinals, rules?.added);
  const neighbours = request.legs.includes('vector') ? legs.neighbours : undefined;
  const union = (words: WordsPlan | undefined, byMeaning: Uint32Array): MembersRequest['members'] => ({
    kind: 'union',
    words,
    wordsDecide,
    byMeaning,
    ...(words === undefined ? {} : { scoredBy }),
  });
  const ask = (members: MembersRequest['members'], unfiltered = false) =>
    watch.time('members', () =>
      withDeadline('the product index', settings.legDeadline, (signal) =>
        generation.products.members(
          {
            members,
            // What the query itself states belongs to its membership.
            filters: unfiltered ? conditions : [...conditions, ...filters],
            facets: unfiltered ? [] : facets,
            ...(request.sort === 'relevance' || unfiltered ? {} : { sort: request.sort }),
            ...(rules === undefined || unfiltered ? {} : { wanted: rules.named }),
            limit: unfiltered ? 0 : ALL,
            ...(columns === undefined || unfiltered ? {} : { columns }),
          },
          { signal },
        ),
      ),
    );

  if (text === '') {
    const members = await ask({ kind: 'everything' });
    const certain = rules?.named ?? new Uint32Array();
    return { members, certain, words: undefined, scoredBy: undefined, relaxed: false };
  }
  const scale = legs.cosine;
  const byMeaning = withAdded(scale === undefined ? new Uint32Array() : membersByMeaning(neighbours, scale));
  const found = (
    members: MembersAnswer,
    words: WordsPlan | undefined,
    certain: Uint32Array,
    relaxed: boolean,
  ): FoundMembers => ({
    members,
    certain: joined(certain, rules?.named),
    words,
    scoredBy: words === undefined ? undefined : (scoredBy ?? words),
    relaxed,
  });
  const members = await ask(union(legs.words, byMeaning));
  const strict = found(members, legs.words, byMeaning, false);
  if (members.total > 0) return strict;
  try {
    if (filters.length > 0) {
      // Filters only subtract: what they left nothing of is not widened, or membership would depend on them.
      const all = await ask(union(legs.words, byMeaning), true);
      if (all.total > 0) return strict;
    }
    if (conditions.length > 0) return { ...strict, unmet: true };
    const words =
      legs.words === undefined
        ? undefined
        : await withDeadline('the lexical leg', settings.legDeadline, (signal) =>
            generation.products.words(text, { ...settings.words, shareOfIdf: RESCUE.shareOfIdf }, { signal }),
          );
    const nearest =
      scale === undefined ? new Uint32Array() : membersByMeaning(neighbours, relaxedScale(scale));
    const few = withAdded(nearest.slice(0, RESCUE.byMeaning));
    const widened = await ask(union(words, few));
    return widened.total === 0 ? strict : found(widened, words, few, true);
  } catch (error) {
    // That nothing meets the query is an answer, too.
    parts.log.warn({ err: error }, 'nothing met a query, and the set could not be widened');
    return { ...strict, unrescued: error };
  }
}

function relaxedScale(scale: CosineScale): CosineScale {
  return { ...scale, floor: scale.floor - RESCUE.below * (scale.high - scale.low) };
}

function joined(ordinals: Uint32Array, others: Uint32Array | undefined): Uint32Array {
  if (others === undefined || others.length === 0) return ordinals;
  return Uint32Array.from(new Set([...ordinals, ...others]));
}
