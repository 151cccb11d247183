import {
  countKeys,
  queryForm,
  type CountedState,
  type CountKey,
  type ProductCount,
} from './popularity-store.js';
import type { ShopperEvent } from './shopper-event.js';

interface Counted {
  readonly key: CountKey;
  count: number;
  version: number;
}

/** The counts of a store that forgets everything with the process. */
export class MemoryCounts {
  readonly #counts = new Map<string, Counted>();
  #state: CountedState = { version: 0, epoch: 0 };

  add(event: ShopperEvent, version: number): void {
    for (const key of countKeys(event)) {
      const name = JSON.stringify(key);
      const known = this.#counts.get(name);
      this.#counts.set(name, { key, count: (known?.count ?? 0) + 1, version });
      this.#state = { ...this.#state, version };
    }
  }

  remove(event: ShopperEvent, version: number): void {
    for (const key of countKeys(event)) {
      const name = JSON.stringify(key);
      const known = this.#counts.get(name);
      if (known !== undefined && known.count > 1)
        this.#counts.set(name, { key, count: known.count - 1, version });
      else this.#counts.delete(name);
      this.#state = { version, epoch: version };
    }
  }

  get state(): CountedState {
    return this.#state;
  }

  products({ after = '', since = -1, limit }: { after?: string; since?: number; limit: number }): string[] {
    const ids = new Set<string>();
    for (const { key, version } of this.#counts.values())
      if (key.query === '' && key.productId > after && version > since) ids.add(key.productId);
    return [...ids].sort().slice(0, limit);
  }

  of(ids: readonly string[]): ProductCount[] {
    const wanted = new Set(ids);
    return this.#rows(({ query, productId }) => query === '' && wanted.has(productId));
  }

  after(text: string): ProductCount[] {
    const form = queryForm(text);
    return form === '' ? [] : this.#rows(({ query }) => query === form);
  }

  #rows(wanted: (key: CountKey) => boolean): ProductCount[] {
    return [...this.#counts.values()].flatMap(({ key, count }) => {
      const { query: _, ...rest } = key;
      return wanted(key) ? [{ ...rest, count }] : [];
    });
  }
}
