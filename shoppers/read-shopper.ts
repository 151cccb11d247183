import { sha256, type CallOptions } from '../base/index.js';
import { keysOfNames, type ShopperNames, type StateStore } from '../engines/state/index.js';
import { allowedFor, type Allowed } from '../events/index.js';
import { historyItems, type HistoryItem } from './history-items.js';

export type { HistoryItem };

/** What is known about one shopper. */
export interface Shopper {
  readonly keys: readonly string[];
  /** Changes with everything stored or erased under these keys; names no person. */
  readonly version: string;
  /** Newest first, each product once, at most 50. */
  readonly items: readonly HistoryItem[];
}

/** What may be read of a shopper. */
export interface ShopperRules {
  /** Where they said nothing. */
  readonly consent: Allowed;
  /** Milliseconds since a session's last event after which it is over: whoever has its key then is somebody else. */
  readonly sessionLifetime: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Products that attention is paid to; ranking by older ones showed nothing and costs each search. */
const ITEMS = 50;
/** Several events name the same product, so more are read than are kept. Events a key. */
const EVENTS = 100;

/**
 * The history under every name given, joined: what someone did before they signed in counts from then on. A session in
 * which another user signed in says nothing: nobody on a shared device sees what another did.
 * Undefined when no product is known under any of them, or the shopper does not allow it.
 */
export async function readShopper(
  store: StateStore,
  names: ShopperNames,
  rules: ShopperRules,
  options?: CallOptions,
): Promise<Shopper | undefined> {
  const keys = keysOfNames(names);
  const found = await Promise.all(keys.map((key) => store.history(key, EVENTS, options)));
  if (found.every(({ events }) => events.length === 0)) return undefined;
  const [[allowed], shared] = await Promise.all([
    allowedFor(store, [keys], rules.consent, options),
    isShared(store, names, options),
  ]);
  if (allowed?.personalise !== true) return undefined;
  const since = rules.now - rules.sessionLifetime;
  const histories = found.filter(
    ({ events: [newest] }, i) =>
      keys[i]?.startsWith('session:') !== true || (!shared && (newest === undefined || newest.time >= since)),
  );
  // An event found under two names says the same thing twice, and a product is one item anyway.
  const items = historyItems(
    histories.flatMap(({ events }) => events),
    ITEMS,
  );
  if (items.length === 0) return undefined;
  const versions = histories.map(({ version }, index) => [keys[index], version]);
  return { keys, version: sha256(JSON.stringify(versions)).slice(0, 16), items };
}

/** Whether others than the user who is named signed in with the session; where none is named, more than one. */
async function isShared(
  store: StateStore,
  { userId, sessionId }: ShopperNames,
  options?: CallOptions,
): Promise<boolean> {
  if (sessionId === undefined) return false;
  const users = await store.usersOfSession(`session:${sessionId}`, options);
  return userId === undefined ? users.length > 1 : users.some((user) => user !== `user:${userId}`);
}
