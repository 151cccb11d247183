import { callIfThere } from './client.js';

/** What the shop knows about a person, by name. */
export type Known = Record<string, unknown>;

const path = (id: string): string => `/v1/users/${encodeURIComponent(id)}`;

/** Undefined where nothing is known, or where the service does not tell. */
export const knownOf = (id: string, signal: AbortSignal): Promise<Known | undefined> =>
  callIfThere(path(id), { signal });

export const exportHref = (id: string): string => `${path(id)}/export`;

/** False where the service knew nothing of them. */
export const erase = async (id: string): Promise<boolean> =>
  (await callIfThere<object>(path(id), { method: 'DELETE' })) !== undefined;
