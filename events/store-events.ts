import type { CallOptions } from '../base/index.js';
import type { ShopperEvent, StateStore } from '../engines/state/index.js';
import { admit, type ConsentRules } from './consent.js';
import { joinQueries } from './join-queries.js';
import type { QueryLog } from './query-log.js';

export interface StoreParts {
  readonly store: StateStore;
  readonly consent: ConsentRules;
  /** Where an event's query is looked up that names it by its id alone. */
  readonly queries: Pick<QueryLog, 'textsOf'>;
}

/** What became of each event; `refused`: its shopper does not allow it, and the shop keeps none without a name. */
export async function storeEvents(
  events: readonly ShopperEvent[],
  { store, consent, queries }: StoreParts,
  options?: CallOptions,
): Promise<('accepted' | 'duplicate' | 'refused')[]> {
  const admitted = await admit(store, await joinQueries(events, queries), consent, options);
  const kept = admitted.filter((event) => event !== undefined);
  const fresh = kept.length === 0 ? [] : await store.appendEvents(kept, options);
  const isNew = fresh.values();
  return admitted.map((event) => {
    if (event === undefined) return 'refused';
    return isNew.next().value === true ? 'accepted' : 'duplicate';
  });
}
