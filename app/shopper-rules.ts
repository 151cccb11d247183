import type { Clock } from '../base/index.js';
import type { ShopperRules } from '../shoppers/index.js';
import type { Config } from './config.js';

const DAY = 86_400_000;

/** What may be read of a shopper now. */
export function shopperRules({ shoppers }: Config, clock: Clock): ShopperRules {
  return { consent: shoppers, sessionLifetime: shoppers.sessionDays * DAY, now: clock.now() };
}
