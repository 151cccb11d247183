import { createEvents } from '../events/index.js';
import { createUsers, createUserTokens } from '../shoppers/index.js';
import type { Aisle } from './aisle.js';
import type { Parts } from './parts.js';
import { shopperRules } from './shopper-rules.js';

type StateSide = Pick<Aisle, 'users' | 'userTokens' | 'events'>;

/** What is remembered of people. `forgetOrders` drops the orders that searches keep of a person. */
export function stateSide(
  { config, clock, store, queryLog, recorders }: Parts,
  forgetOrders: (keys: readonly string[]) => number,
): StateSide {
  const { shoppers } = config;
  return {
    users: createUsers({
      store,
      queryLog,
      clock,
      rules: () => shopperRules(config, clock),
      consent: shoppers,
      forgetOrders,
      retention: { events: shoppers.retentionDays, searches: shoppers.queryLogDays },
    }),
    userTokens: createUserTokens({ secrets: shoppers.tokenSecrets, shop: shoppers.shop, clock }),
    events: createEvents({
      store,
      clock,
      actions: config.events.actions,
      consent: shoppers,
      queries: queryLog,
      forgetOrders,
      onIngest: recorders.writes.ingested,
    }),
  };
}
