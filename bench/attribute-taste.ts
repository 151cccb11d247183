/** A sparse unit vector: weight by attribute. */
type Sparse = ReadonlyMap<string, number>;

/** γ, per item of age, as the profile of the home page has it. */
const DECAY = 0.9;

/**
 * The part of an item's embedding that attributes can play: TF-IDF vectors (Salton and Buckley, 1988) at unit length, and
 * p·(v − μ) of each item, p being the history's mean direction from the middle of the catalogue.
 */
export class AttributeTaste {
  readonly #vectors = new Map<string, Sparse>();
  /** Items that have an attribute, each with its weight. */
  readonly #postings = new Map<string, [item: string, weight: number][]>();
  readonly #mean = new Map<string, number>();

  constructor(attributes: ReadonlyMap<string, readonly string[]>) {
    const documents = new Map<string, number>();
    for (const names of attributes.values())
      for (const name of new Set(names)) documents.set(name, (documents.get(name) ?? 0) + 1);
    for (const [item, names] of attributes) {
      const raw = [...new Set(names)].map(
        (name) => [name, Math.log(attributes.size / (documents.get(name) ?? 1))] as const,
      );
      const length = Math.hypot(...raw.map(([, weight]) => weight));
      if (length === 0) continue;
      this.#vectors.set(item, new Map(raw.map(([name, weight]) => [name, weight / length])));
      for (const [name, weight] of raw) {
        if (weight === 0) continue;
        const listed = this.#postings.get(name) ?? [];
        listed.push([item, weight / length]);
        this.#postings.set(name, listed);
        this.#mean.set(name, (this.#mean.get(name) ?? 0) + weight / length / attributes.size);
      }
    }
  }

  /** p·(v − μ) of every item that shares an attribute with the history, newest first; those at or below 0 left out. */
  scores(history: readonly string[]): Map<string, number> {
    const towards = new Map<string, number>();
    for (const [rank, item] of history.entries()) {
      const vector = this.#vectors.get(item);
      if (vector === undefined) continue;
      for (const [name, weight] of vector)
        towards.set(name, (towards.get(name) ?? 0) + DECAY ** rank * weight);
    }
    let shift = 0;
    for (const [name, weight] of towards) shift += weight * (this.#mean.get(name) ?? 0);
    const scores = new Map<string, number>();
    for (const [name, weight] of towards)
      for (const [item, other] of this.#postings.get(name) ?? [])
        scores.set(item, (scores.get(item) ?? -shift) + weight * other);
    for (const [item, score] of scores) if (score <= 0) scores.delete(item);
    return scores;
  }
}
