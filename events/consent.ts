import type { CallOptions } from '../base/index.js';
import { keysOf, type Consents, type ShopperEvent } from '../engines/state/index.js';
import { withoutName } from './without-name.js';

/** What a shopper allows, wherever they said nothing by the shop's own rule. */
export interface Allowed {
  /** Their history may order what they see. */
  readonly personalise: boolean;
  /** What they do may be kept under their name. */
  readonly log: boolean;
}

export interface ConsentRules extends Allowed {
  /** What becomes of an event that may not be kept under a name: it is kept without one, or not taken. */
  readonly withoutConsent: 'anonymous' | 'refuse';
}

/** What is allowed under all of these keys together: a no under any of them is a no. */
export async function allowedFor(
  store: Consents,
  keySets: readonly (readonly string[])[],
  rules: Allowed,
  options?: CallOptions,
): Promise<Allowed[]> {
  const said = await store.consents([...new Set(keySets.flat())], options);
  return keySets.map((keys) => {
    const consents = keys.flatMap((key) => said.get(key) ?? []);
    const whether = (purpose: keyof Allowed): boolean => {
      const words = consents.flatMap((consent) => consent[purpose] ?? []);
      return words.length === 0 ? rules[purpose] : words.every(Boolean);
    };
    return { personalise: whether('personalise'), log: whether('log') };
  });
}

/** Each event as it may be kept: as it is, without whose it is, or undefined where the shop refuses it. */
export async function admit(
  store: Consents,
  events: readonly ShopperEvent[],
  rules: ConsentRules,
  options?: CallOptions,
): Promise<(ShopperEvent | undefined)[]> {
  if (events.length === 0) return [];
  const allowed = await allowedFor(store, events.map(keysOf), rules, options);
  return events.map((event, i) => {
    if (allowed[i]?.log === true) return event;
    return rules.withoutConsent === 'refuse' ? undefined : withoutName(event);
  });
}
