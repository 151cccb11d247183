import { entryOf, type Atom, type Bounds, type Condition } from './condition.js';

type Tree = Record<string, unknown>;

/**
 * Conditions as Aisle's filter tree. A facet is counted without the entry named by its field, so a condition on a
 * counted field stands there only when it is in `own`; the others go where they narrow every count.
 */
export function filterTree(
  conditions: readonly Condition[],
  counted: ReadonlySet<string>,
  own: ReadonlySet<Condition>,
): Tree {
  const named = new Map<string, string[] | Bounds>();
  const rest: Condition[] = [];
  for (const condition of conditions) {
    const entry = entryOf(condition);
    if (entry === undefined || (counted.has(entry[0]) && !own.has(condition))) {
      rest.push(condition);
      continue;
    }
    const joined = bothOf(named.get(entry[0]), entry[1]);
    if (joined === undefined) rest.push(condition);
    else named.set(entry[0], joined);
  }
  return { ...Object.fromEntries(named), ...unnamed(rest) };
}

/** A tree has one `any`: several choices that must all hold are written as "none of them fails". */
function unnamed(conditions: readonly Condition[]): Tree {
  const [first, ...more] = conditions.map((condition) => ({ any: condition.map(atomTree) }));
  if (first === undefined || more.length === 0) return first ?? {};
  return { not: { any: [first, ...more].map((choice) => ({ not: choice })) } };
}

function atomTree(atom: Atom): Tree {
  const tree = { [atom.field]: atom.kind === 'value' ? [atom.value] : atom.bounds };
  return atom.negated ? { not: tree } : tree;
}

/** What holds where both hold; undefined where one entry cannot say it. */
function bothOf(
  before: string[] | Bounds | undefined,
  entry: string[] | Bounds,
): string[] | Bounds | undefined {
  if (before === undefined) return entry;
  if (Array.isArray(before) || Array.isArray(entry)) return undefined;
  const joined: { -readonly [bound in keyof Bounds]: number } = { ...before };
  for (const bound of ['gte', 'gt', 'lte', 'lt'] as const) {
    const [a, b] = [before[bound], entry[bound]];
    if (b === undefined) continue;
    joined[bound] = a === undefined ? b : bound.startsWith('g') ? Math.max(a, b) : Math.min(a, b);
  }
  return joined;
}
