import { randomBytes } from 'node:crypto';
import type { CallOptions } from '../base/index.js';
import {
  keysOf,
  type Consent,
  type Consents,
  type ShopperEvent,
  type StateStore,
} from '../engines/state/index.js';
import { withoutName } from './without-name.js';

/** What a shopper allows, wherever they said nothing by the shop's own rule. */
export interface Allowed {
  /** Their history may order what they see. */
  readonly personalise: boolean;
  /** What they do may be kept under their name. */
  readonly log: boolean;
}

type Values = Pick<StateStore, 'get' | 'swap'>;

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

/** Keeps what a person says under all of their keys, their own first. `forgetOrders`: ends the cursors made under keys. */
export async function keepConsent(
  store: Consents,
  forgetOrders: (keys: readonly string[]) => void,
  keys: readonly [string, ...string[]],
  consent: Consent,
  options?: CallOptions,
): Promise<void> {
  await store.putConsent(keys, consent, options);
  // Their orders were made with their history; the next page is asked anew.
  if (consent.personalise === false) forgetOrders(keys);
}

/** Each event as it may be kept: as it is, without whose it is, or undefined where the shop refuses it. */
export async function admit(
  store: Consents & Values,
  events: readonly ShopperEvent[],
  rules: ConsentRules,
  options?: CallOptions,
): Promise<(ShopperEvent | undefined)[]> {
  if (events.length === 0) return [];
  const allowed = await allowedFor(store, events.map(keysOf), rules, options);
  if (allowed.every(({ log }) => log)) return [...events];
  const secret = rules.withoutConsent === 'refuse' ? undefined : await secretOf(store, options);
  return events.map((event, i) => {
    if (allowed[i]?.log === true) return event;
    return secret === undefined ? undefined : withoutName(event, secret);
  });
}

/** Named value of the state store, made when the first event loses its name. */
const SECRET = 'events/nameless-secret';

/** It lasts as long as the state, so that what is sent or imported again is known again. */
async function secretOf(store: Values, options: CallOptions | undefined): Promise<string> {
  const known = await store.get(SECRET, options);
  if (known !== undefined) return known;
  await store.swap(SECRET, undefined, randomBytes(32).toString('hex'), options);
  return secretOf(store, options);
}
