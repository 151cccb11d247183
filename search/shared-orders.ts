import { bytesOf, type FrozenOrder } from './frozen-order.js';
import type { SearchRequest } from './request.js';
import { Shared } from './shared.js';

export interface SharedOrder {
  readonly order: FrozenOrder;
  /** Of its cursors: no asker's own. */
  readonly handle: string;
}

/** Orders of requests that name nobody and ask for no weights of their own; `bytes` at most, 0: none. */
export function sharedOrders(bytes: number): Shared<SharedOrder> {
  return new Shared(bytes, ({ order }) => bytesOf(order));
}

/** What of a request decides its order, whichever page is asked for and however it is shown; undefined: it is its own. */
export function sharedWish(request: SearchRequest): unknown {
  const { userId, sessionId, weights, cursor } = request;
  if ([userId, sessionId, weights, cursor].some((own) => own !== undefined)) return undefined;
  const { page: _, pageSize: __, explain: ___, highlight: ____, ranking: _____, ...wish } = request;
  return wish;
}
