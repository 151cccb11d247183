import { startsNear } from './starts-near.js';

/** Something that a typed text may be completed to. */
export interface Completion {
  /** In normal form: what a typed text is compared with. */
  readonly key: string;
  /** As it is shown. */
  readonly text: string;
  /** How often it was searched for; 0 where that is not known. */
  readonly popularity: number;
  /** How much of the catalogue it stands for: orders those that nobody searched for. */
  readonly weight: number;
}

/** Keys that share so many code units lie together: few enough to be looked through for each key typed. */
const BUCKET = 2;

/** Completions by the beginning of their key. Each key once: the more telling of two stays. */
export class CompletionIndex {
  readonly #buckets = new Map<string, Map<string, Completion>>();

  add(completion: Completion): void {
    const { key } = completion;
    if (key === '') return;
    const name = key.slice(0, BUCKET);
    const bucket = this.#buckets.get(name) ?? new Map<string, Completion>();
    this.#buckets.set(name, bucket);
    const known = bucket.get(key);
    if (known === undefined || compare(completion, known) < 0) bucket.set(key, completion);
  }

  /** Those that begin with a text, the best ones. */
  startingWith(prefix: string, limit: number): Completion[] {
    const best = new Best(limit);
    for (const [name, bucket] of this.#beginning(prefix, BUCKET)) {
      const all = prefix.length <= name.length;
      for (const completion of bucket.values()) {
        if (all || completion.key.startsWith(prefix)) best.offer(completion);
      }
    }
    return best.all;
  }

  /** Those that begin with a text but for one slip of a finger after its first letter. */
  startingNear(prefix: string, limit: number): Completion[] {
    const best = new Best(limit);
    for (const [, bucket] of this.#beginning(prefix, 1)) {
      for (const completion of bucket.values())
        if (startsNear(prefix, completion.key)) best.offer(completion);
    }
    return best.all;
  }

  *#beginning(prefix: string, length: number) {
    const start = prefix.slice(0, length);
    for (const entry of this.#buckets) if (entry[0].startsWith(start)) yield entry;
  }
}

/** The order of completions: the more searched for, then the heavier, then by key. */
export function compare(a: Completion, b: Completion): number {
  return b.popularity - a.popularity || b.weight - a.weight || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** The best few of many. */
class Best {
  readonly all: Completion[] = [];

  constructor(private readonly limit: number) {}

  offer(completion: Completion): void {
    const { all, limit } = this;
    const last = all[limit - 1];
    if (last !== undefined && compare(completion, last) >= 0) return;
    let at = all.length;
    while (at > 0 && compare(completion, all[at - 1] as Completion) < 0) at--;
    all.splice(at, 0, completion);
    if (all.length > limit) all.pop();
  }
}
