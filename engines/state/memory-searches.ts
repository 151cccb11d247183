import { queryForm } from './popularity-store.js';
import type { LoggedSearch, QueryCount, SearchLog } from './search-log.js';
import { keysOf } from './shopper-event.js';

/** The query log of a store that forgets everything with the process: counted when it is asked. */
export class MemorySearches {
  #searches: LoggedSearch[] = [];

  append(searches: readonly LoggedSearch[]): void {
    const known = new Set(this.#searches.map(({ queryId }) => queryId));
    for (const search of searches) {
      if (known.has(search.queryId)) continue;
      known.add(search.queryId);
      this.#searches.push(structuredClone(search));
    }
  }

  named(queryIds: readonly string[]): LoggedSearch[] {
    const wanted = new Set(queryIds);
    return this.#searches.filter(({ queryId }) => wanted.has(queryId));
  }

  under(keys: readonly string[]): LoggedSearch[] {
    return this.#searches.filter(
      ({ shopper, aliases = [] }) =>
        shopper !== undefined && keysOf({ shopper, aliases }).some((key) => keys.includes(key)),
    );
  }

  /** Removes these; answers how many. */
  remove(gone: readonly LoggedSearch[]): number {
    this.#searches = this.#searches.filter((search) => !gone.includes(search));
    return gone.length;
  }

  before(time: number, limit: number): LoggedSearch[] {
    const old = this.#searches.filter((search) => search.time < time);
    return old.sort((a, b) => a.time - b.time).slice(0, limit);
  }

  frequent({
    limit,
    empty = false,
    leastShoppers = 0,
  }: Parameters<SearchLog['frequentQueries']>[0]): QueryCount[] {
    const counts = new Map<string, number>();
    const askers = new Map<string, Set<string>>();
    for (const { text, shopper, first, total } of this.#searches) {
      const form = queryForm(text);
      if (first !== 0 || form === '') continue;
      const known = askers.get(form) ?? new Set();
      askers.set(form, shopper === undefined ? known : known.add(shopper));
      if (empty && total > 0) continue;
      counts.set(form, (counts.get(form) ?? 0) + 1);
    }
    return [...counts]
      .filter(([query]) => (askers.get(query)?.size ?? 0) >= leastShoppers)
      .map(([query, searches]) => ({ query, searches }))
      .sort((a, b) => b.searches - a.searches || (a.query < b.query ? -1 : 1))
      .slice(0, limit);
  }
}
