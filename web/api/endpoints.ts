import { named } from '../state/shopper.js';
import { told } from './events.js';
import { ApiError, call, callIfThere, parameters } from './client.js';
import type { Answer, Product, Recommendations, Shopper, Suggestions } from './types.js';

export interface SearchBody {
  query: string;
  filters: Record<string, unknown>;
  facets: string[];
  sort: string;
  page: number;
  pageSize: number;
  [more: string]: unknown;
}

/** Facets that this installation's index does not have: an index that is a shop's own may lack some. */
const missing = new Set<string>();

/** Searches, once what the shopper just did is stored: it counts already. */
export async function search(body: SearchBody, signal?: AbortSignal): Promise<Answer> {
  await told();
  const facets = body.facets.filter((name) => !missing.has(name));
  try {
    return await call('/v1/search', { method: 'POST', body: { ...body, facets }, signal });
  } catch (error) {
    const unknown = unknownFacets(error, facets);
    if (unknown.length === 0) throw error;
    for (const name of unknown) missing.add(name);
    return search(body, signal);
  }
}

/** The facets that an answer refused; empty where it was refused for anything else. */
function unknownFacets(error: unknown, facets: readonly string[]): string[] {
  if (!(error instanceof ApiError) || error.status !== 400) return [];
  const names = error.errors.map(({ path }) => {
    const place = /^facets\.(\d+)$/.exec(path)?.[1];
    return place === undefined ? undefined : facets[Number(place)];
  });
  return names.includes(undefined) ? [] : names.filter((name) => name !== undefined);
}

export const product = (id: string, signal?: AbortSignal): Promise<Product | undefined> =>
  callIfThere(`/v1/products/${encodeURIComponent(id)}`, { signal });

export const suggest = (text: string, signal: AbortSignal): Promise<Suggestions | undefined> =>
  callIfThere(`/v1/suggest${parameters({ q: text, size: 6 })}`, { signal });

/** As lists call the shopper: `user`. */
function listedFor(shopper: string | undefined): Record<string, string | undefined> {
  const { userId: user, ...session } = named(shopper);
  return { user, ...session };
}

export type Kind = 'similar' | 'bought-together' | 'accessories';

export const related = (
  id: string,
  kind: Kind,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<Recommendations | undefined> =>
  callIfThere(
    `/v1/products/${encodeURIComponent(id)}/related${parameters({ kind, size: 12, ...listedFor(userId) })}`,
    {
      signal,
    },
  );

export interface Placement {
  placement: 'home' | 'cart' | 'new' | 'category';
  userId?: string | undefined;
  items?: string;
  category?: string;
}

export async function recommendations(
  { placement, userId, items, category }: Placement,
  signal: AbortSignal,
): Promise<Recommendations | undefined> {
  await told();
  const asked = parameters({ placement, size: 12, ...listedFor(userId), items, category });
  return callIfThere(`/v1/recommendations${asked}`, { signal });
}

/** The demo's shoppers; none outside the demo. */
export const demoShoppers = async (): Promise<Shopper[]> => (await callIfThere('/v1/demo/shoppers')) ?? [];
