import type { CallOptions } from '../../base/index.js';
import { MemoryOps } from './memory-ops.js';
import { MemoryCounts } from './memory-counts.js';
import type { PopularityStore } from './popularity-store.js';
import { refuse } from './refuse.js';
import { keysOf, type ShopperEvent } from './shopper-event.js';
import { historyEvent, type History, type StateStore } from './state-store.js';

interface Shopper {
  /** In the order they were stored. */
  readonly events: Set<ShopperEvent>;
  version: number;
}

/** A state store that forgets everything with the process: for tests and trials. */
export function createMemoryState(): StateStore {
  return new MemoryState();
}

class MemoryState implements StateStore {
  readonly ops = new MemoryOps((options) => refuse(this.#closed, options));
  readonly #events = new Map<string, ShopperEvent>();
  readonly #shoppers = new Map<string, Shopper>();
  readonly #values = new Map<string, string>();
  readonly #counts = new MemoryCounts();
  #version = 0;
  #closed = false;

  async appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]> {
    refuse(this.#closed, options);
    return events.map((event) => {
      if (this.#events.has(event.eventId)) return false;
      const stored = structuredClone(event);
      this.#events.set(event.eventId, stored);
      this.#counts.add(stored, ++this.#version);
      for (const key of keysOf(stored)) {
        const shopper = this.#shoppers.get(key) ?? { events: new Set(), version: 0 };
        shopper.events.add(stored);
        shopper.version = ++this.#version;
        this.#shoppers.set(key, shopper);
      }
      return true;
    });
  }

  async history(shopper: string, limit: number, options?: CallOptions): Promise<History> {
    refuse(this.#closed, options);
    const known = this.#shoppers.get(shopper);
    if (known === undefined) return { events: [], version: 0 };
    const newestFirst = [...known.events]
      .flatMap((event) => historyEvent(event) ?? [])
      .reverse()
      .sort((a, b) => b.time - a.time);
    return { events: newestFirst.slice(0, Math.max(0, limit)), version: known.version };
  }

  async exportShopper(shopper: string, options?: CallOptions): Promise<readonly ShopperEvent[]> {
    refuse(this.#closed, options);
    return [...(this.#shoppers.get(shopper)?.events ?? [])].sort((a, b) => a.time - b.time);
  }

  async eraseShopper(shopper: string, options?: CallOptions): Promise<number> {
    refuse(this.#closed, options);
    const gone = [...(this.#shoppers.get(shopper)?.events ?? [])];
    for (const event of gone) {
      this.#events.delete(event.eventId);
      this.#counts.remove(event, ++this.#version);
      for (const key of keysOf(event)) {
        const other = this.#shoppers.get(key);
        if (other === undefined) continue;
        other.events.delete(event);
        other.version = ++this.#version;
        if (other.events.size === 0) this.#shoppers.delete(key);
      }
    }
    return gone.length;
  }

  async get(key: string, options?: CallOptions): Promise<string | undefined> {
    refuse(this.#closed, options);
    return this.#values.get(key);
  }

  async put(key: string, value: string, options?: CallOptions): Promise<void> {
    refuse(this.#closed, options);
    this.#values.set(key, value);
  }

  async counts(options?: CallOptions): Promise<{ events: number; shoppers: number }> {
    refuse(this.#closed, options);
    const shoppers = new Set([...this.#events.values()].map(({ shopper }) => shopper));
    return { events: this.#events.size, shoppers: shoppers.size };
  }

  async counted(options?: CallOptions): ReturnType<PopularityStore['counted']> {
    refuse(this.#closed, options);
    return this.#counts.state;
  }

  async countedProducts(
    which: Parameters<PopularityStore['countedProducts']>[0],
    options?: CallOptions,
  ): ReturnType<PopularityStore['countedProducts']> {
    refuse(this.#closed, options);
    return this.#counts.products(which);
  }

  async productCounts(
    ids: readonly string[],
    options?: CallOptions,
  ): ReturnType<PopularityStore['productCounts']> {
    refuse(this.#closed, options);
    return this.#counts.of(ids);
  }

  async queryCounts(text: string, options?: CallOptions): ReturnType<PopularityStore['queryCounts']> {
    refuse(this.#closed, options);
    return this.#counts.after(text);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
