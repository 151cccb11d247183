import { inSlices, type Clock, type Logger } from '../../base/index.js';
import type { SearchLog } from '../../engines/state/index.js';
import { CompletionIndex } from './completion-index.js';
import { typedKey } from './typed.js';

/** A query that several shoppers asked and that found something, and how often it was asked. */
export interface PopularQuery {
  readonly query: string;
  readonly count: number;
}

/** Where frequent queries come from: the most frequent first. */
export type PopularQueries = () => Promise<readonly PopularQuery[]>;

/** How long frequent queries hold. Milliseconds. */
const FRESH = 60_000;
/** Queries that are kept: what is asked less often completes nothing. */
const MOST = 10_000;
/** Queries that are put in place before others get their turn. */
const SLICE = 500;

/** Asked by fewer people, a query may tell of one of them: nobody else is shown it. */
const LEAST_SHOPPERS = 5;

/** The frequent queries of a log that many shoppers asked, without those that found nothing half of the time. */
export function loggedQueries(log: Pick<SearchLog, 'frequentQueries'>): PopularQueries {
  return async () => {
    const [asked, failed] = await Promise.all([
      log.frequentQueries({ limit: MOST, leastShoppers: LEAST_SHOPPERS }),
      log.frequentQueries({ limit: MOST, leastShoppers: LEAST_SHOPPERS, empty: true }),
    ]);
    const empty = new Map(failed.map(({ query, searches }) => [query, searches]));
    return asked
      .filter(({ query, searches }) => 2 * (empty.get(query) ?? 0) < searches)
      .map(({ query, searches }) => ({ query, count: searches }));
  };
}

/** Frequent queries as completions; read again now and then, while what was read before goes on answering. */
export class PopularCompletions {
  readonly #read: PopularQueries;
  readonly #clock: Clock;
  readonly #log: Logger;
  #index = new CompletionIndex();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(read: PopularQueries, clock: Clock, log: Logger) {
    this.#read = read;
    this.#clock = clock;
    this.#log = log;
  }

  /** The first time those that are there by then; later ones are not waited for. */
  async current(): Promise<CompletionIndex> {
    const first = this.#readAt === Number.NEGATIVE_INFINITY;
    if (this.#clock.now() - this.#readAt >= FRESH) this.#reading ??= this.#refresh();
    if (first) await this.#reading;
    return this.#index;
  }

  async #refresh(): Promise<void> {
    try {
      const index = new CompletionIndex();
      await inSlices(await this.#read(), SLICE, ({ query, count }) => {
        const key = typedKey(query).trimEnd();
        index.add({ key, text: query.trim(), popularity: count, weight: 0 });
      });
      this.#index = index;
    } catch (error) {
      this.#log.warn({ err: error }, 'frequent queries could not be read: completions go without');
    } finally {
      this.#readAt = this.#clock.now();
      this.#reading = undefined;
    }
  }
}
