import { LRUCache } from 'lru-cache';
import { AisleError, type Clock } from '../base/index.js';
import type { Explanation } from '../reranker/index.js';
import type { MembersSlice } from '../engines/products/index.js';
import type { Product } from '../catalog/index.js';
import type { SearchAnswer } from './answer.js';

/** The whole order of one answer, fixed before paging: every page and cursor reads from it. */
export interface FrozenOrder {
  readonly generation: string;
  /** Who asked it, and what: a later page is theirs, and goes with them. */
  readonly asked: { readonly text: string; readonly userId?: string; readonly sessionId?: string };
  /** One ordinal a hit, in order. */
  readonly ordinals: Uint32Array;
  /** Candidates that were scored: what `score` and `explain` hold in memory. */
  readonly scored: number;
  /** The fused score of the hit at a position (from 0); 0 where it was not scored. */
  score(position: number): number;
  /** Why the hit at a position (from 0) stands there; only for positions that were scored. */
  explain(position: number, product: Product, looked: string | undefined): Explanation | undefined;
  /** The index terms that its query matches: what is highlighted. */
  terms(): ReadonlySet<string>;
  /** The product of the shopper's history that bears most on the query. */
  readonly looked: number | undefined;
  /** Members that an engine did not answer at once: they follow in their own order. Absent when there are none. */
  readonly rest?: OrderRest;
  /**
   * Whether it would be made alike a moment later: nothing that was looked for was missing, and what shoppers did, which
   * each event changes, had no say.
   */
  readonly lasting: boolean;
  /** What every page of it says. */
  readonly said: Pick<
    SearchAnswer,
    | 'total'
    | 'facets'
    | 'understood'
    | 'corrected'
    | 'relaxed'
    | 'degraded'
    | 'ranking'
    | 'rules'
    | 'redirect'
  >;
}

export interface OrderRest {
  /** Ordinals and groups that the order holds already. */
  readonly shown: { readonly ordinals: ReadonlySet<number>; readonly groups: ReadonlySet<number> };
  readonly more: NonNullable<MembersSlice['more']>;
}

/** An order that a cursor names, and where in it. */
export interface KeptOrder {
  readonly handle: string;
  readonly order: FrozenOrder;
  readonly position: number;
}

/** How long a cursor holds, in ms. */
const LIFETIME = 600_000;
/** Bytes of kept orders at most: what goes first is what was asked for longest ago. */
const MEMORY = 64 * 1_048_576;
const OVERHEAD = 2_048;
/** A candidate's columns (raw, normalised), scores, places and rows, in bytes. */
const BYTES_A_CANDIDATE = 200;
const BYTES_A_FACET_VALUE = 96;
/** An ordinal or a group in a set. */
const BYTES_A_MEMBER = 32;

/** Frozen orders by handle: bounded in memory and time. A cursor is `handle.position`. */
export class FrozenOrders {
  readonly #orders: LRUCache<string, FrozenOrder>;

  constructor(clock: Clock) {
    this.#orders = new LRUCache({
      maxSize: MEMORY,
      ttl: LIFETIME,
      perf: clock,
      // Each look asks the clock: a test's clock does not move by itself.
      ttlResolution: 0,
      sizeCalculation: bytesOf,
    });
  }

  keep(handle: string, order: FrozenOrder): void {
    this.#orders.set(handle, order);
  }

  /** Forgets the orders that were asked for under these keys (`user:…`, `session:…`); answers how many. */
  forget(keys: ReadonlySet<string>): number {
    let gone = 0;
    for (const [handle, { asked }] of this.#orders.entries())
      if (keys.has(`user:${asked.userId ?? ''}`) || keys.has(`session:${asked.sessionId ?? ''}`))
        gone += Number(this.#orders.delete(handle));
    return gone;
  }

  /** The order and the position that a cursor names. Throws `cursor_expired`, `bad_request` for what is no cursor. */
  resolve(cursor: string): KeptOrder {
    const [, handle, digits] = /^([\w-]{1,100})\.(\d{1,9})$/.exec(cursor) ?? [];
    if (handle === undefined || digits === undefined) {
      throw new AisleError('bad_request', 'cursor: expected the cursor of an earlier answer', {
        errors: [{ path: 'cursor', message: 'expected the cursor of an earlier answer' }],
      });
    }
    const order = this.#orders.get(handle);
    if (order === undefined) {
      throw new AisleError('cursor_expired', 'the cursor has expired: ask the first page again');
    }
    return { handle, order, position: Number(digits) };
  }
}

/** What a kept order holds, roughly. */
export function bytesOf({ ordinals, scored, said, rest }: FrozenOrder): number {
  const values = Object.values(said.facets).map((facet) =>
    'buckets' in facet ? facet.buckets.length : facet.length,
  );
  return (
    OVERHEAD +
    ordinals.byteLength +
    scored * BYTES_A_CANDIDATE +
    values.reduce((sum, count) => sum + count * BYTES_A_FACET_VALUE, 0) +
    (rest === undefined ? 0 : (rest.shown.ordinals.size + rest.shown.groups.size) * BYTES_A_MEMBER)
  );
}

/** For a cursor of a generation that nobody is answered by any more. */
export function notServed(): AisleError {
  return new AisleError(
    'cursor_expired',
    'the catalogue was published anew since the first page: ask it again',
  );
}

export function cursorOf(handle: string, position: number): string {
  return `${handle}.${position}`;
}
