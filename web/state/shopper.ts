import { publicKey } from '../api/key.js';
import { isText, recordOf, stored, useStored } from './stored.js';

/** The demo's shopper as whom the shop is looked at; empty is the visitor themself. */
const chosen = stored('aisle.shopper', '', isText);
const visitor = stored('aisle.visitor', '', isText);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const consents = stored('aisle.consent', {}, recordOf(isBoolean));

/** Under which a visitor's own things are kept in this browser. */
const VISITOR = 'visitor';

export interface Who {
  /** Key of what this browser keeps for them. */
  key: string;
  /** The demo's shopper; empty for the visitor. */
  shopper: string;
  /** Whether what they do may be remembered and used; undefined while they were not asked. */
  consent: boolean | undefined;
}

function who(shopper: string, given: Record<string, boolean>): Who {
  const key = shopper === '' ? VISITOR : shopper;
  // The demo's shoppers are made up: they consent until they are told otherwise.
  return { key, shopper, consent: given[key] ?? (shopper === '' ? undefined : true) };
}

export const currentWho = (): Who => who(chosen.read(), consents.read());
export const useWho = (): Who => who(useStored(chosen), useStored(consents));

export const chooseShopper = (id: string): void => chosen.write(id);

export const setConsent = (consent: boolean): void =>
  consents.write({ ...consents.read(), [currentWho().key]: consent });

/** The id under which the shop knows them; undefined where it may not know them. A visitor's is random. */
export function identity(): string | undefined {
  const { shopper, consent } = currentWho();
  if (consent !== true) return undefined;
  if (shopper !== '') return shopper;
  if (visitor.read() === '') visitor.write(`visitor-${crypto.randomUUID()}`);
  return visitor.read();
}

/** The id that is known so far, consent or not: what may be shown, exported and erased. */
export function knownId(): string | undefined {
  const { shopper } = currentWho();
  return (shopper === '' ? visitor.read() : shopper) || undefined;
}

/** A visit, as long as the page is open: of each by themself, since a visit tells who is the same. */
const sessions = new Map<string, string>();

export function sessionId(): string {
  const { key } = currentWho();
  const id = sessions.get(key) ?? crypto.randomUUID();
  sessions.set(key, id);
  return id;
}

/** As whom the shop is asked: with a public key a visit alone, since a person is then named by a signed token. */
export function named(userId: string | undefined): { userId?: string; sessionId?: string } {
  if (userId === undefined) return {};
  return publicKey === undefined ? { userId } : { sessionId: sessionId() };
}

/** After an erasure: what comes next is nobody's that was known. */
export function forgetIdentity(): void {
  const { key, shopper } = currentWho();
  sessions.delete(key);
  if (shopper === '') visitor.write('');
}
