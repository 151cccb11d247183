import type { CallOptions } from '../../base/index.js';
import { MemoryOps } from './memory-ops.js';
import type { Consent } from './consents.js';
import type { Erased } from './erased.js';
import { MemoryCounts } from './memory-counts.js';
import { MemoryPurchases } from './memory-purchases.js';
import { MemorySearches } from './memory-searches.js';
import type { PopularityStore, ProductCount } from './popularity-store.js';
import type { NeighbourLimits } from './purchase-counts.js';
import { refuse } from './refuse.js';
import type { LoggedSearch, QueryCount, SearchLog } from './search-log.js';
import { keysOf, type ShopperEvent } from './shopper-event.js';
import { ALL, historyEvent, type History, type Page, type StateStore, type Sweep } from './state-store.js';

/** A state store that forgets everything with the process: for tests and trials. It counts when it is asked. */
export function createMemoryState(): StateStore {
  return new MemoryState();
}

class MemoryState implements StateStore {
  readonly ops = new MemoryOps((options) => refuse(this.#closed, options));
  /** In the order they were stored. */
  readonly #events = new Map<string, ShopperEvent>();
  readonly #versions = new Map<string, number>();
  readonly #values = new Map<string, string>();
  readonly #consents = new Map<string, { readonly said: Consent; readonly giver: string }>();
  readonly #counts = new MemoryCounts();
  readonly #searches = new MemorySearches();
  readonly #purchases = new MemoryPurchases();
  #version = 0;
  #closed = false;

  async appendEvents(events: readonly ShopperEvent[], options?: CallOptions): Promise<boolean[]> {
    refuse(this.#closed, options);
    return events.map((event) => {
      if (this.#events.has(event.eventId)) return false;
      const stored = structuredClone(event);
      this.#events.set(event.eventId, stored);
      this.#counts.add(stored, ++this.#version);
      this.#touch(stored);
      this.#purchases.add(stored);
      return true;
    });
  }

  async history(shopper: string, limit: number, options?: CallOptions): Promise<History> {
    refuse(this.#closed, options);
    const version = this.#under([shopper]).length === 0 ? 0 : (this.#versions.get(shopper) ?? 0);
    const newestFirst = this.#under(this.#keys(shopper))
      .flatMap((event) => historyEvent(event) ?? [])
      .reverse()
      .sort((a, b) => b.time - a.time);
    return { events: newestFirst.slice(0, Math.max(0, limit)), version };
  }

  async exportShopper(shopper: string, page: Page & CallOptions = ALL): Promise<readonly ShopperEvent[]> {
    refuse(this.#closed, page);
    const events = this.#under(this.#keys(shopper)).sort((a, b) => a.time - b.time);
    return events.slice(page.offset, page.offset + page.limit);
  }

  async exportSearches(shopper: string, page: Page & CallOptions = ALL): Promise<readonly LoggedSearch[]> {
    refuse(this.#closed, page);
    return this.#searches.under(this.#keys(shopper)).slice(page.offset, page.offset + page.limit);
  }

  async keysOfShopper(shopper: string, options?: CallOptions): Promise<readonly string[]> {
    refuse(this.#closed, options);
    return this.#keys(shopper);
  }

  async usersOfSession(session: string, options?: CallOptions): Promise<readonly string[]> {
    refuse(this.#closed, options);
    return [...this.#users(session)];
  }

  async eraseShopper(shopper: string, options?: CallOptions): Promise<Erased> {
    refuse(this.#closed, options);
    const keys = this.#keys(shopper);
    return {
      events: this.#remove(this.#under(keys)),
      searches: this.#searches.remove(this.#searches.under(keys)),
      consents: this.#forgetConsents(keys),
    };
  }

  async sweep({ eventsBefore, searchesBefore, limit }: Sweep, options?: CallOptions): Promise<Erased> {
    refuse(this.#closed, options);
    const old = [...this.#events.values()].filter(({ time }) => time < eventsBefore);
    return {
      events: this.#remove(old.sort((a, b) => a.time - b.time).slice(0, limit)),
      searches: this.#searches.remove(this.#searches.before(searchesBefore, limit)),
      consents: 0,
    };
  }

  async appendSearches(searches: readonly LoggedSearch[], options?: CallOptions): Promise<void> {
    refuse(this.#closed, options);
    this.#searches.append(searches);
  }

  async loggedSearches(queryIds: readonly string[], options?: CallOptions): Promise<readonly LoggedSearch[]> {
    refuse(this.#closed, options);
    return this.#searches.named(queryIds);
  }

  async frequentQueries(
    wish: Parameters<SearchLog['frequentQueries']>[0],
    options?: CallOptions,
  ): Promise<readonly QueryCount[]> {
    refuse(this.#closed, options);
    return this.#searches.frequent(wish);
  }

  async putConsent(
    keys: readonly [string, ...string[]],
    consent: Consent,
    options?: CallOptions,
  ): Promise<void> {
    refuse(this.#closed, options);
    for (const key of keys)
      this.#consents.set(key, { said: { ...this.#consents.get(key)?.said, ...consent }, giver: keys[0] });
  }

  async consents(shoppers: readonly string[], options?: CallOptions): Promise<ReadonlyMap<string, Consent>> {
    refuse(this.#closed, options);
    return new Map(
      [...this.#consents].flatMap(([key, { said }]) =>
        shoppers.includes(key) ? [[key, said] as const] : [],
      ),
    );
  }

  async bought(productIds: readonly string[], limits: NeighbourLimits, options?: CallOptions) {
    refuse(this.#closed, options);
    return this.#purchases.bought(productIds, limits);
  }

  async get(key: string, options?: CallOptions): Promise<string | undefined> {
    refuse(this.#closed, options);
    return this.#values.get(key);
  }

  async put(key: string, value: string, options?: CallOptions): Promise<void> {
    refuse(this.#closed, options);
    this.#values.set(key, value);
  }

  async swap(
    key: string,
    expected: string | undefined,
    value: string,
    options?: CallOptions,
  ): Promise<boolean> {
    refuse(this.#closed, options);
    if (this.#values.get(key) !== expected) return false;
    this.#values.set(key, value);
    return true;
  }

  async counts(options?: CallOptions): Promise<{ events: number; shoppers: number }> {
    refuse(this.#closed, options);
    const shoppers = new Set([...this.#events.values()].flatMap((event) => keysOf(event).slice(0, 1)));
    return { events: this.#events.size, shoppers: shoppers.size };
  }

  async counted(options?: CallOptions): ReturnType<PopularityStore['counted']> {
    refuse(this.#closed, options);
    return this.#counts.state;
  }

  async countedProducts(
    which: Parameters<PopularityStore['countedProducts']>[0],
    options?: CallOptions,
  ): Promise<readonly string[]> {
    refuse(this.#closed, options);
    return this.#counts.products(which);
  }

  async productCounts(ids: readonly string[], options?: CallOptions): Promise<readonly ProductCount[]> {
    refuse(this.#closed, options);
    return this.#counts.of(ids);
  }

  async queryCounts(text: string, options?: CallOptions): Promise<readonly ProductCount[]> {
    refuse(this.#closed, options);
    return this.#counts.after(text);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #under(keys: readonly string[]): ShopperEvent[] {
    return [...this.#events.values()].filter((event) => keysOf(event).some((key) => keys.includes(key)));
  }

  /** Users that signed in with a session. */
  #users(session: string): Set<string> {
    return new Set(
      this.#under([session]).flatMap((event) => keysOf(event).filter((key) => key.startsWith('user:'))),
    );
  }

  #keys(shopper: string): string[] {
    if (!shopper.startsWith('user:')) return [shopper];
    const sessions = new Set(this.#under([shopper]).flatMap((event) => sessionsOf(event)));
    return [shopper, ...[...sessions].filter((session) => this.#users(session).size === 1)];
  }

  #forgetConsents(keys: readonly string[]): number {
    const gone = [...this.#consents].filter(([key, { giver }]) => keys.includes(key) || keys.includes(giver));
    for (const [key] of gone) this.#consents.delete(key);
    return gone.length;
  }

  #touch(event: ShopperEvent): void {
    const users = sessionsOf(event).flatMap((session) => [...this.#users(session)]);
    const version = ++this.#version;
    for (const key of [...keysOf(event), ...users]) this.#versions.set(key, version);
  }

  #remove(events: readonly ShopperEvent[]): number {
    for (const event of events) {
      this.#events.delete(event.eventId);
      this.#counts.remove(event, ++this.#version);
      this.#purchases.remove(event);
    }
    for (const event of events) this.#touch(event);
    return events.length;
  }
}

function sessionsOf(event: ShopperEvent): string[] {
  return keysOf(event).filter((key) => key.startsWith('session:'));
}
