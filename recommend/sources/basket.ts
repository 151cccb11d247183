import type { Bought, Neighbour } from '../../engines/state/index.js';
import type { Context } from '../context.js';
import { information, lift } from '../rules.js';
import { ANCHORS } from '../settings.js';
import type { Suggestion } from '../suggestion.js';

/** A product that others are asked for, with its place in the generation. */
export interface Anchor {
  readonly productId: string;
  readonly ordinal: number;
}

/** A rule from an anchor to a product of this generation. */
export interface Rule {
  readonly anchor: Anchor;
  readonly ordinal: number;
  readonly kind: 'bought-with' | 'bought-after';
  /** Distinct shoppers: of the pair, and as many as chance would give. */
  readonly both: number;
  readonly expected: number;
  readonly lift: number;
  /** See `information`: 0 where they go together no oftener than by chance. */
  readonly information: number;
}

/** All rules that the purchases of the anchors give; none where the counts do not answer. */
export async function rulesOf(context: Context, anchors: readonly Anchor[]): Promise<Rule[]> {
  const asked = anchors.slice(0, ANCHORS);
  if (asked.length === 0) return [];
  const known = await context.bought(asked.map(({ productId }) => productId));
  const { shoppers = 0, products = [] } = known ?? {};
  const ids = products.flatMap(({ together, after }) =>
    [...together, ...after].map(({ productId }) => productId),
  );
  const ordinals = await context.ordinals([...new Set(ids)]);
  const ruleOf = (anchor: Anchor, { buyers }: Bought, neighbour: Neighbour, kind: Rule['kind']): Rule[] => {
    const ordinal = ordinals.get(neighbour.productId);
    if (ordinal === undefined) return [];
    const counts = { both: neighbour.shoppers, first: buyers, second: neighbour.buyers, all: shoppers };
    const expected = shoppers > 0 ? (buyers * neighbour.buyers) / shoppers : 0;
    const { shoppers: both } = neighbour;
    return [{ anchor, ordinal, kind, both, expected, lift: lift(counts), information: information(counts) }];
  };
  return asked.flatMap((anchor, at) => {
    const bought = products[at];
    if (bought === undefined) return [];
    return [
      ...bought.together.flatMap((each) => ruleOf(anchor, bought, each, 'bought-with')),
      ...bought.after.flatMap((each) => ruleOf(anchor, bought, each, 'bought-after')),
    ];
  });
}

/** What lay in the same baskets: Σ over the anchors of what having bought it tells; the reason names the most telling. */
export function boughtTogether(rules: readonly Rule[]): Suggestion[] {
  const together = rules.filter(({ kind, information: told }) => kind === 'bought-with' && told > 0);
  return summed(together.map((rule) => ({ rule, score: rule.information })));
}

/** Adds up scores by product, best first, ties by ordinal. */
export function summed(
  scored: readonly { readonly rule: Pick<Rule, 'anchor' | 'ordinal' | 'kind'>; readonly score: number }[],
): Suggestion[] {
  const found = new Map<number, { score: number; most: number; reason: Suggestion['reason'] }>();
  for (const { rule, score } of scored) {
    const reason = { kind: rule.kind, to: rule.anchor.ordinal };
    const known = found.get(rule.ordinal) ?? { score: 0, most: 0, reason };
    known.score += score;
    if (score > known.most) [known.most, known.reason] = [score, reason];
    found.set(rule.ordinal, known);
  }
  return [...found]
    .map(([ordinal, { score, reason }]) => ({ ordinal, score, reason }))
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
}
