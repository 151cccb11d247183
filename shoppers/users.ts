import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallOptions, Clock } from '../base/index.js';
import type { Consent, Erased, ProductCount, StateStore } from '../engines/state/index.js';
import { allowedFor, keepConsent, type Allowed, type ConsentRules, type QueryLog } from '../events/index.js';
import { countsGiven } from './counts-given.js';
import { readShopper, type HistoryItem, type ShopperRules } from './read-shopper.js';

/** What is known about one person, in short. `personalise` and `log` as they are applied: what they said, else the shop's rule. */
export interface UserSummary extends Allowed {
  /** The key asked for, then the sessions that are this user's alone. */
  readonly keys: readonly string[];
  readonly events: number;
  readonly searches: number;
  /** What they said themselves. */
  readonly consent: Consent;
  /** What searches see of their history, newest first. */
  readonly history: readonly HistoryItem[];
}

/** One line of an export. */
export type ExportLine =
  | ({ readonly kind: 'consent'; readonly key: string } & Consent)
  | { readonly kind: 'session'; readonly key: string }
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'search'; readonly search: unknown }
  | ({ readonly kind: 'history' } & HistoryItem)
  | ({ readonly kind: 'popularity' } & ProductCount);

/** What the shop knows about a person, by their key: `user:…`, `client:…` or `session:…`. */
export interface Users {
  show(key: string, options?: CallOptions): Promise<UserSummary>;
  /** Everything stored under the key, and what was derived from it; read in pieces. */
  export(key: string): AsyncGenerator<ExportLine>;
  /** Removes all of it, from what it was counted into, what waits to be written and the cursors too. */
  erase(key: string): Promise<Erased & { readonly cursors: number }>;
  /** Keeps what the person allows from now on; what is left out stays. */
  allow(key: string, consent: Consent, options?: CallOptions): Promise<void>;
  /** Removes what is older than it may be kept; answers what went. */
  sweep(): Promise<Erased>;
}

export interface UsersParts {
  readonly store: StateStore;
  readonly queryLog: Pick<QueryLog, 'flush'>;
  readonly clock: Clock;
  readonly rules: () => ShopperRules;
  readonly consent: ConsentRules;
  /** Ends the cursors of orders made under these keys; answers how many. */
  readonly forgetOrders: (keys: readonly string[]) => number;
  /** Days that events and logged searches are kept. */
  readonly retention: { readonly events: number; readonly searches: number };
}

/** Rows that are read or removed at once. */
const PAGE = 1_000;
const DAY = 86_400_000;

export function createUsers(parts: UsersParts): Users {
  const { store, queryLog, clock } = parts;
  return {
    show: async (key, options) => {
      await queryLog.flush();
      const keys = await store.keysOfShopper(key, options);
      const [[allowed], said, history, events, searches] = await Promise.all([
        allowedFor(store, [keys], parts.consent, options),
        store.consents([key], options),
        historyOf(parts, key),
        counted((page) => store.exportShopper(key, page)),
        counted((page) => store.exportSearches(key, page)),
      ]);
      return {
        keys,
        events,
        searches,
        ...(allowed ?? { personalise: false, log: false }),
        consent: said.get(key) ?? {},
        history,
      };
    },
    export: (key) => exportOf(parts, key),
    erase: async (key) => {
      // What waits to be written would come after the erasure.
      await queryLog.flush();
      const keys = await store.keysOfShopper(key);
      const erased = await store.eraseShopper(key);
      return { ...erased, cursors: parts.forgetOrders(keys) };
    },
    allow: async (key, consent, options) => {
      await keepConsent(store, parts.forgetOrders, [key], consent, options);
    },
    sweep: async () => {
      const now = clock.now();
      const sum = { events: 0, searches: 0, consents: 0 };
      for (;;) {
        const gone = await store.sweep({
          eventsBefore: now - parts.retention.events * DAY,
          searchesBefore: now - parts.retention.searches * DAY,
          limit: PAGE,
        });
        sum.events += gone.events;
        sum.searches += gone.searches;
        if (gone.events < PAGE && gone.searches < PAGE) return sum;
      }
    },
  };
}

type Read<T> = (page: { readonly offset: number; readonly limit: number }) => Promise<readonly T[]>;

async function* pages<T>(read: Read<T>): AsyncGenerator<readonly T[]> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await read({ offset, limit: PAGE });
    yield page;
    if (page.length < PAGE) return;
    await nextTurn();
  }
}

async function counted(read: Read<unknown>): Promise<number> {
  let count = 0;
  for await (const page of pages(read)) count += page.length;
  return count;
}

async function historyOf({ store, rules }: UsersParts, key: string): Promise<readonly HistoryItem[]> {
  const colon = key.indexOf(':');
  return (
    (await readShopper(store, { [`${key.slice(0, colon)}Id`]: key.slice(colon + 1) }, rules()))?.items ?? []
  );
}

async function* exportOf(parts: UsersParts, key: string): AsyncGenerator<ExportLine> {
  const { store, queryLog } = parts;
  await queryLog.flush();
  const keys = await store.keysOfShopper(key);
  for (const [of, consent] of await store.consents(keys)) yield { kind: 'consent', key: of, ...consent };
  for (const session of keys.slice(1)) yield { kind: 'session', key: session };
  const given = countsGiven();
  for await (const page of pages((each) => store.exportShopper(key, each)))
    for (const event of page) {
      given.add(event);
      yield { kind: 'event', event };
    }
  for await (const page of pages((each) => store.exportSearches(key, each)))
    for (const search of page) yield { kind: 'search', search };
  for (const item of await historyOf(parts, key)) yield { kind: 'history', ...item };
  for (const count of given.counts()) yield { kind: 'popularity', ...count };
}
