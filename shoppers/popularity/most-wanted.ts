/** A product and its decayed count. */
export interface WantedProduct {
  readonly id: string;
  readonly count: number;
}

/**
 * The `limit` most wanted, ties by id; of those behind `after` alone, where it is given. One pass that keeps no more than
 * it answers: a list is asked for with each page, and sorting every counted product would hold up all others.
 */
export function mostWanted(
  products: Iterable<WantedProduct>,
  limit: number,
  after?: WantedProduct,
): WantedProduct[] {
  const best: WantedProduct[] = [];
  for (const product of products) {
    if (after !== undefined && !isBefore(after, product)) continue;
    const last = best.at(-1);
    if (best.length === limit && (last === undefined || !isBefore(product, last))) continue;
    let at = best.length;
    for (let other = best[at - 1]; other !== undefined && isBefore(product, other); other = best[at - 1])
      at--;
    best.splice(at, 0, product);
    if (best.length > limit) best.pop();
  }
  return best;
}

function isBefore(a: WantedProduct, b: WantedProduct): boolean {
  return a.count > b.count || (a.count === b.count && a.id < b.id);
}
