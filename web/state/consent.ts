import { waitedFor } from '../api/events.js';
import { publicKey } from '../api/key.js';
import { allow } from '../api/users.js';
import { identity, knownId, setConsent } from './shopper.js';

/** Heeds what the shopper says at once, here and in the shop. */
export function sayConsent(consent: boolean): Promise<void> {
  setConsent(consent);
  // Who says no and is not known does not become known by it.
  const id = consent ? identity() : knownId();
  // A visit is not a person: what it allows is heeded here, by telling the shop nothing.
  return id === undefined || publicKey !== undefined ? Promise.resolve() : waitedFor(allow(id, consent));
}
