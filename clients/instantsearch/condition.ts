export type Bounds = { readonly [bound in 'gte' | 'gt' | 'lte' | 'lt']?: number };

/** One filter on one of Aisle's fields. */
export type Atom =
  | { readonly kind: 'value'; readonly field: string; readonly value: string; readonly negated: boolean }
  | { readonly kind: 'range'; readonly field: string; readonly bounds: Bounds; readonly negated: boolean };

/** At least one of its atoms holds; all conditions of a request hold. */
export type Condition = readonly Atom[];

const LEVEL = /^category\.lvl\d+$/;

/** Aisle's field behind an attribute: the levels of `hierarchicalMenu` (`category.lvl0`, …) are one path. */
export function fieldOf(attribute: string): string {
  return LEVEL.test(attribute) ? 'category' : attribute;
}

/** The level an attribute shows, from 0; undefined where it is no level. */
export function levelOf(attribute: string): number | undefined {
  return LEVEL.test(attribute) ? Number(attribute.slice('category.lvl'.length)) : undefined;
}

/** Equal for conditions that say the same. */
export function keyOf(condition: Condition): string {
  return condition
    .map((atom) => JSON.stringify(atom))
    .sort()
    .join();
}

/** As an entry of a filter tree named by its field; undefined where no single entry says it. */
export function entryOf(
  condition: Condition,
): readonly [field: string, filter: string[] | Bounds] | undefined {
  const [first] = condition;
  if (first === undefined || condition.some(({ negated, field }) => negated || field !== first.field))
    return undefined;
  if (first.kind === 'range') return condition.length === 1 ? [first.field, first.bounds] : undefined;
  const values = condition.flatMap((atom) => (atom.kind === 'value' ? [atom.value] : []));
  return values.length === condition.length ? [first.field, values] : undefined;
}
