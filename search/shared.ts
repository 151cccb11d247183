import { LRUCache } from 'lru-cache';
import type { Generation } from '../indexer/index.js';
import type { CompiledRanking } from '../rankings/index.js';
import type { CompiledRules } from '../reranker/index.js';

/** What something depends on besides what was asked. */
export interface Ground {
  readonly generation: Pick<Generation, 'id' | 'products' | 'vectors' | 'names'>;
  readonly ranking: CompiledRanking;
  /** Milliseconds since 1970: rules begin and end. */
  readonly now: number;
  /** Whatever else it was made of, none of which changes: there is another one instead. */
  readonly more?: readonly object[];
}

/**
 * What everybody gets alike, made once. It is found again only on the very ground it was made on: a snapshot never
 * changes, so an update, a publish or a late vector is another one; a ranking is another one with each version; and so
 * is a time at which other rules hold. Nothing has to be thrown away in time, so nothing can be forgotten to be.
 */
export class Shared<T> {
  readonly #kept: LRUCache<string, { readonly value: T }> | undefined;
  readonly #numbers = new WeakMap<object, number>();
  readonly #bounds = new WeakMap<CompiledRules, readonly number[]>();
  #last = 0;

  /** `bytes` at most, as `bytesOf` tells; what goes first is what was asked for longest ago. 0: nothing is kept. */
  constructor(bytes: number, bytesOf: (value: T) => number) {
    if (bytes > 0)
      this.#kept = new LRUCache({
        maxSize: bytes,
        sizeCalculation: ({ value }, key) => bytesOf(value) + 2 * key.length,
      });
  }

  /** The name of what is asked for on its ground; undefined: it is not shared. */
  keyOf({ generation, ranking, now, more = [] }: Ground, wish: unknown): string | undefined {
    if (this.#kept === undefined || wish === undefined) return undefined;
    const { id, products, vectors, names } = generation;
    const numbers = [products, vectors, names, ranking, ...more].map((part) =>
      part === undefined ? 0 : this.#number(part),
    );
    return JSON.stringify(
      [id, ...numbers, this.#boundsBefore(ranking.rules, now), wish],
      (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    );
  }

  get(key: string): T | undefined {
    return this.#kept?.get(key)?.value;
  }

  keep(key: string, value: T): void {
    this.#kept?.set(key, { value });
  }

  /** A number for a thing that does not hold on to it: a snapshot that is gone can be forgotten. */
  #number(thing: object): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    this.#numbers.set(thing, ++this.#last);
    return this.#last;
  }

  /** How many beginnings and ends of rules have passed: the same rules hold for as long as no other does. */
  #boundsBefore(rules: CompiledRules, now: number): number {
    let bounds = this.#bounds.get(rules);
    if (bounds === undefined) {
      bounds = rules.rules.flatMap(({ from, until }) => [from, until]).filter(Number.isFinite);
      this.#bounds.set(rules, bounds);
    }
    return bounds.filter((bound) => bound <= now).length;
  }
}
