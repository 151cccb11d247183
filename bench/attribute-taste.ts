import { HISTORY_DECAY } from '../recommend/index.js';

interface Posting {
  readonly items: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * The part of an item's embedding that attributes can play: TF-IDF vectors (Salton and Buckley, 1988) at unit length, and
 * p·(v − μ) of each item, p being the history's direction. Items are numbers, 0..size-1.
 */
export class AttributeTaste {
  readonly #attributes: readonly (readonly number[])[];
  readonly #weights: readonly (readonly number[])[];
  readonly #postings: readonly Posting[];
  readonly #mean: Float64Array;
  readonly #scores: Float64Array;

  /** @param attributes of each item, by its number */
  constructor(attributes: readonly (readonly string[])[]) {
    const names = new Map<string, number>();
    const own = attributes.map((each) => [...new Set(each)]);
    for (const name of own.flat()) if (!names.has(name)) names.set(name, names.size);
    this.#attributes = own.map((each) => each.map((name) => names.get(name) ?? 0));
    const holders: number[][] = Array.from({ length: names.size }, () => []);
    for (const [item, each] of this.#attributes.entries()) for (const name of each) holders[name]?.push(item);
    const idf = holders.map((items) => Math.log(attributes.length / items.length));
    this.#weights = this.#attributes.map((each) => {
      const raw = each.map((name) => idf[name] ?? 0);
      const length = Math.hypot(...raw);
      return raw.map((weight) => (length > 0 ? weight / length : 0));
    });
    const weightOf = (item: number, name: number) =>
      this.#weights[item]?.[this.#attributes[item]?.indexOf(name) ?? -1] ?? 0;
    this.#postings = holders.map((items, name) => ({
      items: Uint32Array.from(items),
      weights: Float64Array.from(items, (item) => weightOf(item, name)),
    }));
    this.#mean = Float64Array.from(
      this.#postings,
      ({ weights }) => weights.reduce((sum, weight) => sum + weight, 0) / attributes.length,
    );
    this.#scores = new Float64Array(attributes.length);
  }

  /** p·(v − μ) of every item, by its number, of a history newest first; valid until the next call. */
  scores(history: readonly number[]): Float64Array {
    const towards = new Map<number, number>();
    for (const [rank, item] of history.entries()) {
      for (const [at, name] of (this.#attributes[item] ?? []).entries())
        towards.set(
          name,
          (towards.get(name) ?? 0) + HISTORY_DECAY ** rank * (this.#weights[item]?.[at] ?? 0),
        );
    }
    let shift = 0;
    for (const [name, weight] of towards) shift += weight * (this.#mean[name] ?? 0);
    const scores = this.#scores.fill(-shift);
    for (const [name, weight] of towards) {
      const { items, weights } = this.#postings[name] as Posting;
      for (let i = 0; i < items.length; i++)
        scores[items[i] as number] = (scores[items[i] as number] as number) + weight * (weights[i] as number);
    }
    return scores;
  }
}

/** The numbers of the k greatest scores above 0, greatest first, ties by number. */
export function greatest(scores: Float64Array, k: number): number[] {
  const best: number[] = [];
  const scoreAt = (at: number) => scores[best[at] as number] as number;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    if (!(score > 0) || (best.length === k && score <= scoreAt(k - 1))) continue;
    let at = best.length;
    while (at > 0 && scoreAt(at - 1) < score) at--;
    best.splice(at, 0, item);
    if (best.length > k) best.pop();
  }
  return best;
}
