import { call, callIfThere } from './client.js';

/** What the shop knows about a person. */
export interface Known {
  /** Names under which it is kept: theirs and those of visits that are theirs alone. */
  keys: string[];
  events: number;
  searches: number;
  /** What counts in their next search, the latest first. `time`: milliseconds since the epoch. */
  history: { productId: string; type: string; time: number }[];
}

export interface Erased {
  events: number;
  searches: number;
}

const path = (id: string): string => `/v1/users/${encodeURIComponent(id)}`;

/** Undefined where the service does not tell. */
export const knownOf = (id: string, signal: AbortSignal): Promise<Known | undefined> =>
  callIfThere(path(id), { signal });

export const exportHref = (id: string): string => `${path(id)}/export`;

export const erase = (id: string): Promise<Erased> => call(path(id), { method: 'DELETE' });

export const allow = (id: string, consent: boolean): Promise<void> =>
  call(`${path(id)}/consent`, {
    method: 'PUT',
    body: { personalise: consent, log: consent },
    keepalive: true,
  });
