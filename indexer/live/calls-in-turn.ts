import type { Product } from '../../catalog/index.js';

/** Items of the calls that are taken together at most, where there is more than one. */
const MOST_ITEMS = 1_000;

/** One call that changes products. */
export interface UpdateCall<T> {
  readonly items: number;
  /** Ids of the products that it builds on. */
  readonly needs: readonly string[];
  /** Ids of the products that it may change. */
  readonly changes: readonly string[];
  /** Has it logged; `products`: what it needs, as everything that was accepted before it left them. */
  take(products: ReadonlyMap<string, Product>): Promise<T>;
}

interface Waiting {
  readonly call: UpdateCall<unknown>;
  readonly take: (products: ReadonlyMap<string, Product>) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls one after another, in the order they came: a patch must know what was accepted before it. What those that wait
 * build on is read in one step, up to the first that builds on what one before it changes.
 */
export class CallsInTurn {
  readonly #read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Product>>;
  #waiting: Waiting[] = [];
  #running = false;

  /** `read`: products as they are; those that are not there have no entry. */
  constructor(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Product>>) {
    this.#read = read;
  }

  add<T>(call: UpdateCall<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const take = (products: ReadonlyMap<string, Product>) => call.take(products).then(resolve, reject);
      this.#waiting.push({ call, take, reject });
      if (!this.#running) void this.#run();
    });
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, countTogether(this.#waiting.map(({ call }) => call)));
      try {
        const products = await this.#read([...new Set(together.flatMap(({ call }) => call.needs))]);
        for (const { take } of together) await take(products);
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#running = false;
  }
}

/** How many of the calls that wait can be taken together: at least the first. */
function countTogether(calls: readonly Omit<UpdateCall<unknown>, 'take'>[]): number {
  const changed = new Set<string>();
  let items = 0;
  const end = calls.findIndex((call, i) => {
    items += call.items;
    const builds = call.needs.some((id) => changed.has(id));
    for (const id of call.changes) changed.add(id);
    return i > 0 && (builds || items > MOST_ITEMS);
  });
  return end === -1 ? calls.length : end;
}
