import { lift } from './rules.js';

/** A rule that starts at a product of some category and leads to a product of another. */
export interface CategorizedRule {
  /** The category it leads to. */
  readonly category: string;
  /** Shoppers: of the pair, and as many as chance would give. */
  readonly both: number;
  readonly expected: number;
}

/**
 * How much oftener than by chance buyers of a kind of products buy from each other category: the counts of all single
 * rules added up, so that what no product alone could say the kind does. By category, shrunk towards 1 as `lift` is.
 */
export function categoryLifts(rules: readonly CategorizedRule[]): Map<string, number> {
  const sums = new Map<string, { both: number; expected: number }>();
  for (const { category, both, expected } of rules) {
    const sum = sums.get(category) ?? { both: 0, expected: 0 };
    sums.set(category, { both: sum.both + both, expected: sum.expected + expected });
  }
  return new Map(
    // Of one shopper, one of them expected to buy each: what `lift` expects is then the sum itself.
    [...sums].map(([category, { both, expected }]) => [
      category,
      lift({ both, first: expected, second: 1, all: 1 }),
    ]),
  );
}
