import type { FacetAnswer, MembersAnswer, MembersRequest } from '../product-index.js';
import { arrange, BY_GROUP, BY_ID, bySort, inRuns, type Arranged } from './arrange.js';
import { byScore, scoresOf } from './by-score.js';
import { countFacet } from './facets.js';
import { applyFilters, SEVERAL, type Passing } from './filter.js';
import type { Layers } from './layers.js';
import type { OrdinalSet } from './ordinal-set.js';
import type { Scratch } from './scratch.js';
import type { EmbeddedPlan } from './embedded-plan.js';

/** Answers `members`: union, filters, facets, exact total, order. Synchronous; leaves the scratch sets empty. */
export function findMembers(layers: Layers, scratch: Scratch, request: MembersRequest): MembersAnswer {
  const set = scratch.reserve(layers.size).ranks;
  const { members } = request;
  const plan =
    members.kind === 'union'
      ? ((members.scoredBy ?? members.words)?.engine as EmbeddedPlan | undefined)
      : undefined;
  const arranged = inRuns(layers, arrange(layers, union(layers, request, set), BY_GROUP, set));
  const passing = applyFilters(layers, request.filters, arranged);
  const passed = new Uint8Array(arranged.places.length);
  for (let i = 0; i < passed.length; i++) passed[i] = passing.failed[i] === 0 ? 1 : 0;

  const facets: Record<string, FacetAnswer> = Object.create(null) as Record<string, FacetAnswer>;
  for (const facet of request.facets) {
    const counts = countsFor(facet.field, passing, passed);
    facets[facet.field] = countFacet(layers, facet, { ...arranged, counts });
  }
  const { kept, total } = keep(layers, arranged, passed);
  return { ...slice(layers, kept, plan, request, set), total, facets };
}

/** Ascending. */
function union(layers: Layers, { members }: MembersRequest, set: OrdinalSet): Uint32Array {
  if (members.kind === 'everything') return layers.places();
  const plan =
    members.wordsDecide === false ? undefined : (members.words?.engine as EmbeddedPlan | undefined);
  for (const place of plan?.members ?? []) set.add(place);
  for (const ordinal of members.byMeaning) {
    const place = layers.placeOf(ordinal);
    if (place >= 0) set.add(place);
  }
  return set.drain();
}

/** The products that passed, and of how many groups they are. */
function keep(layers: Layers, arranged: Arranged, passed: Uint8Array): { kept: Uint32Array; total: number } {
  const { places, starts, numbers } = arranged;
  const kept = new Uint32Array(places.length);
  let count = 0;
  let total = 0;
  let last = -1;
  for (let run = 0; run < numbers.length; run++) {
    const { segment, offset } = layers.changed[(numbers[run] as number) - 1] ?? layers.base;
    const { groups } = segment;
    const end = starts[run + 1] as number;
    for (let i = starts[run] as number; i < end; i++) {
      if (passed[i] === 0) continue;
      const place = places[i] as number;
      const group = groups[place - offset] as number;
      if (group !== last) total++;
      last = group;
      kept[count++] = place;
    }
  }
  return { kept: kept.subarray(0, count), total };
}

/** The first members in the order asked for. */
function slice(
  layers: Layers,
  kept: Uint32Array,
  plan: EmbeddedPlan | undefined,
  { sort, limit }: MembersRequest,
  set: OrdinalSet,
): Pick<MembersAnswer, 'ordinals' | 'lexical' | 'groups' | 'idRanks'> {
  const bound = Math.max(0, Math.min(limit, kept.length));
  if (bound === 0) {
    return { ordinals: new Uint32Array(), lexical: new Float32Array(), groups: new Uint32Array() };
  }
  const ascending = grouped(layers) ? sorted(kept, set) : kept;
  const byId = arrange(layers, ascending, BY_ID, set);
  if (sort === undefined) {
    const { places, lexical } = byScore(byId, scoresOf(byId, plan), bound);
    return { ...told(layers, places, byId), lexical };
  }
  const places = arrange(layers, ascending, bySort(sort), set).slice(0, bound);
  return { ...told(layers, places, byId), lexical: scoresOf(places, plan) };
}

/** Groups, ordinals and id ranks of places. */
function told(
  layers: Layers,
  places: Uint32Array,
  byId: Uint32Array,
): Pick<MembersAnswer, 'ordinals' | 'groups' | 'idRanks'> {
  const groups = new Uint32Array(places.length);
  for (let i = 0; i < groups.length; i++) groups[i] = layers.groupOf(places[i] as number);
  if (layers.changed.length === 0) return { ordinals: places, groups };
  const rankOf = new Uint32Array(layers.size);
  for (let rank = 0; rank < byId.length; rank++) rankOf[byId[rank] as number] = rank;
  const ordinals = new Uint32Array(places.length);
  const idRanks = new Uint32Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    ordinals[i] = layers.ordinalOf(place);
    idRanks[i] = rankOf[place] as number;
  }
  return { ordinals, groups, idRanks };
}

/** Whether the order of groups is another than that of places. */
function grouped({ base, changed }: Layers): boolean {
  return base.segment.groupOrder !== undefined || changed.length > 0;
}

function sorted(places: Uint32Array, set: OrdinalSet): Uint32Array {
  for (const place of places) set.add(place);
  return set.drain();
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
