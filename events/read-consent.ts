import type { FieldError, JsonRecord } from '../base/index.js';
import type { Consent } from '../engines/state/index.js';
import { field, recordIn } from './json-fields.js';

/** The action by which a shopper says what they allow. */
export const CONSENT_ACTION = 'consent';

const PURPOSES = ['personalise', 'log'] as const;

/** What an event of that action says: `event_attributes.personalise` and `.log`, true or false, at least one of them. */
export function consentIn(item: JsonRecord): Consent | { readonly error: FieldError } {
  const attributes = recordIn(item, 'event_attributes');
  const consent: { -readonly [purpose in keyof Consent]: Consent[purpose] } = {};
  for (const purpose of PURPOSES) {
    const value = field(attributes, purpose);
    if (value === undefined || value === null) continue;
    const path = `event_attributes.${purpose}`;
    if (typeof value !== 'boolean') return { error: { path, message: 'expected true or false' } };
    consent[purpose] = value;
  }
  if (Object.keys(consent).length > 0) return consent;
  return { error: { path: 'event_attributes', message: 'expected personalise or log: true or false' } };
}
