import type { Logger } from '../base/index.js';
import { keysOf, type Consents, type LoggedSearch, type SearchLog } from '../engines/state/index.js';
import { allowedFor, type ConsentRules } from './consent.js';

/** What was asked and shown: written beside the requests, in batches. */
export interface QueryLog {
  /** Never waits and never fails: beyond the bound of the queue the answer is not logged, and counted. */
  record(search: LoggedSearch): void;
  /** What the shopper asked when they got these answers, by query id; also of answers that are not written yet. */
  textsOf(queryIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Answers that were not logged: the queue was full, or the store refused them. */
  readonly dropped: number;
  /** Waits until what was recorded is durable, or was dropped. */
  flush(): Promise<void>;
  /** Writes what waits and stops. */
  close(): Promise<void>;
}

export interface QueryLogParts {
  readonly store: SearchLog & Consents;
  readonly rules: ConsentRules;
  readonly log: Logger;
}

/** Answers that wait for the disk: some ten seconds of a busy shop. */
const CAPACITY = 10_000;
/** Answers of one write. */
const BATCH = 500;
/** Milliseconds until an answer is written: durable well within a second. */
const DELAY = 200;

export function createQueryLog(parts: QueryLogParts): QueryLog {
  return new BatchedLog(parts);
}

class BatchedLog implements QueryLog {
  readonly #parts: QueryLogParts;
  /** By query id, in the order they were shown. */
  readonly #waiting = new Map<string, LoggedSearch>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  dropped = 0;

  constructor(parts: QueryLogParts) {
    this.#parts = parts;
  }

  record(search: LoggedSearch): void {
    if (this.#closed || this.#waiting.size >= CAPACITY) {
      this.dropped++;
      return;
    }
    this.#waiting.set(search.queryId, search);
    this.#timer ??= setTimeout(() => void this.flush(), DELAY).unref();
  }

  async textsOf(queryIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const waiting = queryIds.flatMap((id) => this.#waiting.get(id) ?? []);
    const others = queryIds.filter((id) => !this.#waiting.has(id));
    const stored = others.length === 0 ? [] : await this.#parts.store.loggedSearches(others);
    return new Map([...waiting, ...stored].map(({ queryId, text }) => [queryId, text]));
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, BATCH);
      try {
        await this.#parts.store.appendSearches(await this.#admitted(batch));
      } catch (error) {
        this.dropped += batch.length;
        this.#parts.log.warn({ err: error, searches: batch.length }, 'searches could not be logged');
      }
      // Only now: until it is stored, a click that follows it finds it here.
      for (const { queryId } of batch) this.#waiting.delete(queryId);
    }
  }

  async #admitted(batch: readonly LoggedSearch[]): Promise<LoggedSearch[]> {
    const { store, rules } = this.#parts;
    const keys = batch.map(({ shopper, aliases = [] }) =>
      shopper === undefined ? [] : keysOf({ shopper, aliases }),
    );
    const allowed = await allowedFor(store, keys, rules);
    return batch.flatMap((search, i) => {
      if (allowed[i]?.log === true || search.shopper === undefined) return [search];
      if (rules.withoutConsent === 'refuse') return [];
      const { shopper: _, aliases: __, ...rest } = search;
      return [rest];
    });
  }
}
