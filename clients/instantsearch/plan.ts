import { entryOf, fieldOf, keyOf, type Condition } from './condition.js';
import type { Asked } from './read-request.js';

/** Requests that one search of Aisle answers. The first asks for hits; the others count what a chosen filter hides. */
export interface Group {
  readonly main: Asked;
  readonly derived: readonly Asked[];
  /** Conditions of `main` that the count of their own field leaves out. */
  readonly own: ReadonlySet<Condition>;
}

/**
 * InstantSearch sends, after each request for hits, one for each chosen facet, without that facet's filter. Aisle counts
 * every facet without its own filter, so they belong to one search. Of several indices with the same filters only the
 * first has such requests: InstantSearch sends equal ones once.
 */
export function plan(asked: readonly Asked[]): Group[] {
  const groups = asked.filter(({ hitsPerPage }) => hitsPerPage > 0).map(groupOf);
  for (const one of asked.filter(({ hitsPerPage }) => hitsPerPage === 0)) {
    const hidden = groups.flatMap((group) => {
      const own = hiddenBy(group.main, one);
      return own === undefined || contradicts(group.own, own) ? [] : [{ group, own }];
    });
    for (const { group, own } of hidden) for (const condition of own) group.own.add(condition);
    const [first] = hidden;
    if (first === undefined) groups.push(groupOf(one));
    else first.group.derived.push(one);
  }
  return groups;
}

function groupOf(main: Asked) {
  return { main, derived: [] as Asked[], own: new Set<Condition>() };
}

/** A field has one count in an answer: two requests that count it without different filters need two. */
function contradicts(before: ReadonlySet<Condition>, own: readonly Condition[]): boolean {
  const field = own[0]?.[0]?.field;
  const same = [...before].filter((condition) => condition[0]?.field === field);
  return same.length > 0 && (same.length !== own.length || !own.every((condition) => before.has(condition)));
}

/** The conditions of `main` on the one field that `derived` counts without them; undefined where they differ otherwise. */
function hiddenBy(main: Asked, derived: Asked): Condition[] | undefined {
  if (derived.indexName !== main.indexName || derived.query !== main.query) return undefined;
  const [field, ...others] = new Set(derived.facets.map(fieldOf));
  if (field === undefined || others.length > 0) return undefined;

  const kept = new Set(derived.conditions.map(keyOf));
  const dropped = main.conditions.filter((condition) => !kept.has(keyOf(condition)));
  const entries = dropped.map(entryOf);
  if (dropped.length === 0 || !entries.every((entry) => entry?.[0] === field)) return undefined;
  const chosen = entries.flatMap((entry) => (Array.isArray(entry?.[1]) ? [entry[1]] : []));
  if (chosen.length > 1 || (chosen.length === 1 && entries.length > 1)) return undefined;

  const had = new Set(main.conditions.map(keyOf));
  const added = derived.conditions.filter((condition) => !had.has(keyOf(condition)));
  const path = chosen[0]?.length === 1 ? chosen[0][0] : undefined;
  return added.every((condition) => isAncestor(condition, field, path)) ? dropped : undefined;
}

/** A category menu asks for the levels above a chosen path with the filter of the level above them. */
function isAncestor(condition: Condition, field: string, path: string | undefined): boolean {
  const [own, values] = entryOf(condition) ?? [];
  return (
    field === 'category' &&
    own === field &&
    path !== undefined &&
    Array.isArray(values) &&
    values.length === 1 &&
    path.startsWith(`${values[0] ?? ''} > `)
  );
}

/**
 * The category path under which a request counts categories, where its group leaves that filter out of the count;
 * undefined: all categories.
 */
export function categoryPath({ main, own }: Group, asked: Asked): string | undefined {
  const fixed = new Set(main.conditions.filter((condition) => !own.has(condition)).map(keyOf));
  for (const condition of asked.conditions) {
    const [field, values] = entryOf(condition) ?? [];
    if (field !== 'category' || fixed.has(keyOf(condition)) || !Array.isArray(values)) continue;
    if (values.length === 1) return values[0];
  }
  return undefined;
}
