import type { NamedFilter } from '../../mappings/index.js';
import type { CompiledRule, Products } from './compile.js';

/** What is known of the hits whose order rules may change. */
export interface RuledHits {
  /** Hits, in places 0 … size − 1. */
  readonly size: number;
  /** The place of a product's hit; undefined: it is not among them. */
  readonly placeOf: (id: string) => number | undefined;
  /** Whether the product shown at a place passes a filter of a rule. */
  readonly passes: (filter: readonly NamedFilter[], place: number) => boolean;
}

/** A new order of places, and what brought a hit where it is. */
export interface Moved {
  /** The former place of the hit at each place: each exactly once. */
  readonly from: Uint32Array;
  /** The rule that decided about a hit, by its former place; the others only made room. */
  readonly ruleOf: ReadonlyMap<number, string>;
  /** The product that a rule pinned, by its hit's former place. */
  readonly pinned: ReadonlyMap<number, string>;
}

type Decision =
  | { readonly kind: 'pin'; readonly place: number }
  | { readonly kind: 'boost'; readonly up: number }
  | { readonly kind: 'bury' };

/**
 * Moves hits as rules say; undefined where none speaks of any of them. The first rule that speaks of a hit decides, and
 * within a rule pins come before boosts and boosts before burying. First boosted hits rise by at most their positions
 * and buried ones go last, in their own order; then pinned ones take their places, the next free one where a rule before
 * took it.
 */
export function moveByRules(rules: readonly CompiledRule[], hits: RuledHits): Moved | undefined {
  const decisions = new Map<number, Decision>();
  const ruleOf = new Map<number, string>();
  const pinned = new Map<number, string>();
  for (const rule of rules) {
    const decide = (place: number | undefined, decision: Decision): boolean => {
      if (place === undefined || decisions.has(place)) return false;
      decisions.set(place, decision);
      ruleOf.set(place, rule.id);
      return true;
    };
    for (const { id, position } of rule.pins) {
      const place = hits.placeOf(id);
      if (decide(place, { kind: 'pin', place: position - 1 }) && place !== undefined) pinned.set(place, id);
    }
    for (const boost of rule.boosts) {
      for (const place of spokenOf(boost, hits)) decide(place, { kind: 'boost', up: boost.positions });
    }
    for (const bury of rule.buries) for (const place of spokenOf(bury, hits)) decide(place, { kind: 'bury' });
  }
  if (decisions.size === 0) return undefined;
  return { from: withPins(withoutPins(hits.size, decisions), decisions), ruleOf, pinned };
}

function spokenOf({ ids, filter }: Products, hits: RuledHits): number[] {
  const places = ids.flatMap((id) => hits.placeOf(id) ?? []);
  if (filter !== undefined) {
    for (let place = 0; place < hits.size; place++) if (hits.passes(filter, place)) places.push(place);
  }
  return places;
}

/** Every hit that is not pinned, boosted ones before those whose place they reach. */
function withoutPins(size: number, decisions: ReadonlyMap<number, Decision>): number[] {
  const places: { place: number; key: number; boosted: boolean }[] = [];
  for (let place = 0; place < size; place++) {
    const decision = decisions.get(place);
    if (decision?.kind === 'pin') continue;
    const boosted = decision?.kind === 'boost';
    const key = boosted ? place - decision.up : decision?.kind === 'bury' ? size + place : place;
    places.push({ place, key: Math.max(0, key), boosted });
  }
  places.sort((a, b) => a.key - b.key || Number(b.boosted) - Number(a.boosted) || a.place - b.place);
  return places.map(({ place }) => place);
}

function withPins(others: readonly number[], decisions: ReadonlyMap<number, Decision>): Uint32Array {
  const taken = new Map<number, number>();
  for (const [place, decision] of decisions) {
    if (decision.kind !== 'pin') continue;
    let wanted = decision.place;
    while (taken.has(wanted)) wanted++;
    taken.set(wanted, place);
  }
  const from = new Uint32Array(others.length + taken.size);
  // Pins past the end come last, in the order of what they wished.
  const late = [...taken].filter(([place]) => place >= from.length).sort(([a], [b]) => a - b);
  let next = 0;
  for (let at = 0; at < from.length; at++) {
    from[at] = taken.get(at) ?? others[next++] ?? late.shift()?.[1] ?? 0;
  }
  return from;
}
