import type { CallOptions } from '../../base/index.js';
import { normaliseText } from '../../mappings/index.js';
import type { EventType, ShopperEvent } from './shopper-event.js';

/** Kinds of events that say a product was wanted. A rating says how good it is, not how wanted. */
const COUNTED_TYPES = ['view', 'click', 'cart', 'purchase'] as const satisfies readonly EventType[];
export type CountedType = (typeof COUNTED_TYPES)[number];

/** How often one thing was done with one product on one day. */
export interface ProductCount {
  readonly productId: string;
  /** Days since the epoch, UTC. */
  readonly day: number;
  readonly type: CountedType;
  /** At least 1. */
  readonly count: number;
}

/** One count that an event adds 1 to. */
export interface CountKey extends Omit<ProductCount, 'count'> {
  /** Normal form of the query that led to it; '' counts the product under all queries and none. */
  readonly query: string;
}

export interface CountedState {
  /** Changes with each count that changes; never used twice. */
  readonly version: number;
  /** Changes when a count went down: what was read before it is to be read anew. */
  readonly epoch: number;
}

/**
 * How often products were wanted: whole numbers by day, kept in the same write as the events and always equal to a recount
 * of them, in whatever order they came. Nobody's name stands beside a count.
 */
export interface PopularityStore {
  counted(options?: CallOptions): Promise<CountedState>;
  /** Ids of counted products, ascending: those after an id, those that changed after a version; at most `limit`. */
  countedProducts(
    which: { readonly after?: string; readonly since?: number; readonly limit: number },
    options?: CallOptions,
  ): Promise<readonly string[]>;
  /** The counts of these products over all queries and none. */
  productCounts(ids: readonly string[], options?: CallOptions): Promise<readonly ProductCount[]>;
  /** The counts of all products that were wanted after this query. */
  queryCounts(text: string, options?: CallOptions): Promise<readonly ProductCount[]>;
}

const DAY = 86_400_000;
/** Longer texts are no queries that two people ask. UTF-16 code units. */
const MAX_FORM = 200;

/** The spelling under which queries are counted; '' for a text that says nothing. */
export function queryForm(text: string): string {
  return normaliseText(text).replace(/\s+/g, ' ').trim().slice(0, MAX_FORM);
}

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

/** What an event counts for: its product, and its product after its query. A pure function of what is stored. */
export function countKeys({ type, productId, userQuery, time }: ShopperEvent): CountKey[] {
  const counted = COUNTED_TYPES.find((each) => each === type);
  if (counted === undefined || productId === undefined) return [];
  const key = { query: '', productId, day: dayOf(time), type: counted };
  const query = userQuery === undefined ? '' : queryForm(userQuery);
  return query === '' ? [key] : [key, { ...key, query }];
}
