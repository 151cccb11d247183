import type { FacetAnswer, MembersAnswer, MembersRequest } from '../product-index.js';
import { countFacet } from './facets.js';
import { applyFilters, SEVERAL, type Passing } from './filter.js';
import { MAX_PRODUCTS } from './format.js';
import { OrdinalSet } from './ordinal-set.js';
import type { Segment } from './segment.js';
import type { EmbeddedPlan } from './words-plan.js';

/**
 * Answers `members`: union, filters, facets, exact total, order. Keeps scratch sets of the segment's size; a call is
 * synchronous and leaves them empty.
 */
export class MemberFinder {
  private readonly ranks: OrdinalSet;
  private everything: Uint32Array | undefined;

  constructor(private readonly segment: Segment) {
    this.ranks = new OrdinalSet(segment.size);
  }

  find(request: MembersRequest): MembersAnswer {
    const plan =
      request.members.kind === 'union'
        ? (request.members.words?.engine as EmbeddedPlan | undefined)
        : undefined;
    const ordinals = this.inGroupOrder(this.union(request));
    const passing = applyFilters(this.segment, request.filters, ordinals);
    const passed = new Uint8Array(ordinals.length);
    for (let i = 0; i < ordinals.length; i++) passed[i] = passing.failed[i] === 0 ? 1 : 0;

    const facets: Record<string, FacetAnswer> = Object.create(null) as Record<string, FacetAnswer>;
    for (const facet of request.facets) {
      const counts = countsFor(facet.field, passing, passed);
      facets[facet.field] = countFacet(this.segment, facet, { ordinals, counts });
    }
    const { kept, total } = this.keep(ordinals, passed);
    const sorted = this.sorted(kept, plan, request);
    const groups = new Uint32Array(sorted.ordinals.length);
    for (let i = 0; i < groups.length; i++) {
      groups[i] = this.segment.groups[sorted.ordinals[i] as number] as number;
    }
    return { ...sorted, groups, total, facets };
  }

  /** Ascending by ordinal. */
  private union({ members }: MembersRequest): Uint32Array {
    if (members.kind === 'everything') {
      this.everything ??= Uint32Array.from({ length: this.segment.size }, (_, ordinal) => ordinal);
      return this.everything;
    }
    const plan =
      members.wordsDecide === false ? undefined : (members.words?.engine as EmbeddedPlan | undefined);
    for (const ordinal of plan?.members ?? []) this.ranks.add(ordinal);
    for (const ordinal of members.byMeaning) if (ordinal < this.segment.size) this.ranks.add(ordinal);
    return this.ranks.drain();
  }

  private inGroupOrder(ordinals: Uint32Array): Uint32Array {
    const { groupOrder, groupRank } = this.segment;
    if (groupOrder === undefined || groupRank === undefined) return ordinals;
    if (ordinals === this.everything) return groupOrder;
    return this.byRank(ordinals, groupRank, groupOrder);
  }

  /** Sorts by a precomputed order, in time linear in the set. */
  private byRank(ordinals: Uint32Array, rank: Uint32Array, order: Uint32Array): Uint32Array {
    for (const ordinal of ordinals) this.ranks.add(rank[ordinal] as number);
    const ranks = this.ranks.drain();
    for (let i = 0; i < ranks.length; i++) ranks[i] = order[ranks[i] as number] as number;
    return ranks;
  }

  private ascending(ordinals: Uint32Array): Uint32Array {
    for (const ordinal of ordinals) this.ranks.add(ordinal);
    return this.ranks.drain();
  }

  /** The products that passed, and of how many groups they are. */
  private keep(ordinals: Uint32Array, passed: Uint8Array): { kept: Uint32Array; total: number } {
    const { groups } = this.segment;
    const kept = new Uint32Array(ordinals.length);
    let count = 0;
    let total = 0;
    let last = -1;
    for (let i = 0; i < ordinals.length; i++) {
      if (passed[i] === 0) continue;
      const ordinal = ordinals[i] as number;
      const group = groups[ordinal] as number;
      if (group !== last) total++;
      last = group;
      kept[count++] = ordinal;
    }
    return { kept: kept.subarray(0, count), total };
  }

  private sorted(kept: Uint32Array, plan: EmbeddedPlan | undefined, { sort, limit }: MembersRequest) {
    const bound = Math.max(0, Math.min(limit, kept.length));
    if (bound === 0) return { ordinals: new Uint32Array(), lexical: new Float32Array() };
    if (sort !== undefined) {
      const ordinals = this.byRank(kept, this.segment.rank(sort), this.segment.order(sort)).slice(0, bound);
      return { ordinals, lexical: scoresOf(ordinals, plan) };
    }
    const ascending = this.segment.groupOrder === undefined ? kept : this.ascending(kept);
    const scores = scoresOf(ascending, plan);
    return plan === undefined || plan.ordinals.length === 0
      ? { ordinals: ascending.slice(0, bound), lexical: scores.slice(0, bound) }
      : byScore(ascending, scores, bound);
  }
}

/** A facet leaves its own field's filter out. */
function countsFor(field: string, { failed, fields }: Passing, passed: Uint8Array): Uint8Array {
  const own = fields.indexOf(field) + 1;
  if (own === 0) return passed;
  const counts = new Uint8Array(failed.length);
  for (let i = 0; i < failed.length; i++) {
    const mark = failed[i] as number;
    counts[i] = mark === 0 || (mark === own && mark !== SEVERAL) ? 1 : 0;
  }
  return counts;
}

/** BM25 of each product, 0 where no word matched. */
function scoresOf(ordinals: Uint32Array, plan: EmbeddedPlan | undefined): Float32Array {
  const scores = new Float32Array(ordinals.length);
  if (plan === undefined || plan.ordinals.length === 0) return scores;
  const { ordinals: matched, scores: known } = plan;
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    let low = 0;
    let high = matched.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((matched[middle] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    if (low < matched.length && matched[low] === ordinal) scores[i] = known[low] as number;
  }
  return scores;
}

/**
 * Best score first, ties by ordinal: `ordinals` ascend. The bits of a positive float order as its value does, so score
 * (31 bits) and position (22) make one exact number, and numbers sort without calling back.
 */
function byScore(ordinals: Uint32Array, scores: Float32Array, limit: number) {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const top = 0x7f800000;
  const keys = new Float64Array(ordinals.length);
  for (let i = 0; i < keys.length; i++) keys[i] = (top - (bits[i] as number)) * MAX_PRODUCTS + i;
  keys.sort();
  const count = Math.min(limit, keys.length);
  const sorted = new Uint32Array(count);
  const lexical = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const position = (keys[i] as number) % MAX_PRODUCTS;
    sorted[i] = ordinals[position] as number;
    lexical[i] = scores[position] as number;
  }
  return { ordinals: sorted, lexical };
}
