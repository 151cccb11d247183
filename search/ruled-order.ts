import { moveByRules, type Move } from '../reranker/index.js';
import type { NamedFilter } from '../mappings/index.js';
import type { AppliedRules } from './apply-rules.js';

/** What rules made of an order of member rows. */
export interface RuledOrder {
  /** Member rows in their new order. */
  readonly rows: Uint32Array;
  /** By new position, as far as rules have a say: the former one. */
  readonly from: Uint32Array;
  /** The member row that stands at a former position by a pin: another variant than the best one. */
  readonly variants: ReadonlyMap<number, number>;
  readonly ruleOf: ReadonlyMap<number, string>;
}

export interface Ruling extends Pick<AppliedRules, 'rules' | 'named' | 'ordinalOf'> {
  /** Ordinals that pass each filter of a rule. */
  readonly passing: ReadonlyMap<readonly NamedFilter[], ReadonlySet<number>>;
}

interface Members {
  readonly ordinals: Uint32Array;
  readonly groups: Uint32Array;
}

/**
 * Lets rules move the first `head` hits of an order (one member row a group), and pinned ones from behind them.
 * Undefined where none speaks of any. Every row stays, but that a pinned product stands for its group itself.
 */
export function ruleOrder(
  rows: Uint32Array,
  head: number,
  { ordinals, groups }: Members,
  { rules, named, ordinalOf, passing }: Ruling,
): RuledOrder | undefined {
  const rowOf = new Map<number, number>();
  const wanted = new Set(named);
  if (wanted.size > 0) ordinals.forEach((ordinal, row) => wanted.has(ordinal) && rowOf.set(ordinal, row));
  const groupsNamed = new Set([...rowOf.values()].map((row) => groups[row]));
  const pins = new Set(
    rules.flatMap((rule) => rule.pins.flatMap(({ id }) => rowOf.get(ordinalOf(id) ?? -1) ?? [])),
  );
  const pinnedGroups = new Set([...pins].map((row) => groups[row]));
  const placeOfGroup = new Map<number, number>();
  const positions: number[] = [];
  rows.forEach((row, position) => {
    const group = groups[row] as number;
    if (position >= head && !pinnedGroups.has(group)) return;
    if (groupsNamed.has(group)) placeOfGroup.set(group, positions.length);
    positions.push(position);
  });
  const moved = moveByRules(rules, {
    size: positions.length,
    placeOf: (id) => {
      const row = rowOf.get(ordinalOf(id) ?? -1);
      return row === undefined ? undefined : placeOfGroup.get(groups[row] as number);
    },
    passes: (filter, place) => {
      const row = rows[positions[place] as number] as number;
      return passing.get(filter)?.has(ordinals[row] as number) === true;
    },
  });
  if (moved === undefined) return undefined;
  const variants = new Map<number, number>();
  for (const [place, id] of moved.pinned) {
    const position = positions[place] as number;
    const row = rowOf.get(ordinalOf(id) ?? -1);
    if (row !== undefined && row !== rows[position]) variants.set(position, row);
  }
  const from = moved.from.map((place) => positions[place] as number);
  const out = new Uint32Array(rows.length);
  from.forEach((position, at) => (out[at] = variants.get(position) ?? (rows[position] as number)));
  const used = new Set(positions.slice(head));
  let at = from.length;
  for (let position = head; position < rows.length; position++) {
    if (!used.has(position)) out[at++] = rows[position] as number;
  }
  const ruleOf = new Map([...moved.ruleOf].map(([place, id]) => [positions[place] as number, id] as const));
  return { rows: out, from, variants, ruleOf };
}

/** The move that rules made of the hit that is now at a position, if any: those that no rule speaks of made room. */
export function ruleMove({ from, ruleOf }: Pick<RuledOrder, 'from' | 'ruleOf'>, position: number): Move[] {
  const before = from[position];
  if (before === undefined || before === position) return [];
  const rule = ruleOf.get(before);
  return [{ stage: rule === undefined ? 'rules' : `rule:${rule}`, from: before + 1, to: position + 1 }];
}
