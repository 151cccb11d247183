/** What the page uses of the HTTP API; `/v1/search` says more. */
export interface Product {
  id: string;
  title: string;
  brand?: string;
  category?: string[];
  description?: string;
  bullets?: string[];
  color?: string;
  size?: string;
  price?: number;
  currency?: string;
  rating?: number;
  ratingCount?: number;
  image?: string;
}

export interface SignalShare {
  signal: string;
  raw?: number;
  normalised: number;
  weight: number;
  contribution: number;
}

export interface Explanation {
  score: number;
  signals: SignalShare[];
  gate?: number;
  moves: { stage: string; from: number; to: number }[];
  sentence: string;
}

export interface Hit {
  id: string;
  score: number;
  product: Product;
  explain?: Explanation;
}

export interface ValueCount {
  value: string;
  count: number;
}

export interface NumericFacet {
  min?: number;
  max?: number;
  buckets: { from: number; to: number; count: number }[];
}

export interface Answer {
  queryId: string;
  hits: Hit[];
  total: { value: number; relation: 'eq' | 'gte' };
  facets: Record<string, ValueCount[] | NumericFacet>;
  page: number;
  pageSize: number;
  corrected?: { from: string; to: string };
  relaxed?: boolean;
  degraded?: string[];
  tookMs: number;
}

export interface Shopper {
  id: string;
  name: string;
  about: string;
  tryQueries: string[];
}

async function json<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `the service answered ${response.status}`);
  return body;
}

const JSON_HEADERS = { 'Content-Type': 'application/json' };

export async function search(request: object, signal: AbortSignal): Promise<Answer> {
  const body = JSON.stringify(request);
  return json(await fetch('/v1/search', { method: 'POST', headers: JSON_HEADERS, body, signal }));
}

/** The demo's shoppers; none outside the demo. */
export async function shoppers(): Promise<Shopper[]> {
  const response = await fetch('/v1/demo/shoppers');
  return response.status === 404 ? [] : json(response);
}

export interface Did {
  action: 'click' | 'add_to_cart';
  user: string;
  queryId: string;
  query: string;
  productId: string;
  position: number;
}

/** Tells what the shopper did; it counts from their next search. */
export async function sendEvent(did: Did): Promise<void> {
  const event = {
    application: 'aisle-page',
    action_name: did.action,
    query_id: did.queryId,
    user_id: did.user,
    user_query: did.query,
    timestamp: new Date().toISOString(),
    event_attributes: {
      event_id: crypto.randomUUID(),
      object: { object_id: did.productId, object_id_field: 'id' },
      position: { ordinal: did.position },
    },
  };
  await json(
    await fetch('/v1/events', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(event) }),
  );
}
