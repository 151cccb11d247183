import { isAisleError, withDeadline } from '../base/index.js';
import type { LoggedSearch } from '../engines/state/index.js';
import type { Generation } from '../indexer/index.js';
import type { SearchAnswer } from './answer.js';
import { extendOrder } from './extend-order.js';
import { freeze } from './freeze.js';
import { FrozenOrders, notServed, type FrozenOrder, type KeptOrder } from './frozen-order.js';
import { cutPage } from './page.js';
import type { SearchRequest } from './request.js';
import type { SearchParts } from './search-parts.js';
import { Stopwatch } from './stopwatch.js';
import { subjectOf } from './subject.js';

export interface Search {
  /** Answers one query. Throws `bad_request`, `cursor_expired`, `unavailable`, `deadline_exceeded`. */
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Ends the cursors of orders that were made under these keys (`user:…`, `session:…`); answers how many. */
  forget(keys: readonly string[]): number;
}

export function createSearch(parts: SearchParts): Search {
  const orders = new FrozenOrders(parts.clock);
  return {
    forget: (keys) => orders.forget(new Set(keys)),
    search: async (request) => {
      const watch = new Stopwatch();
      const queryId = parts.newQueryId();
      const kept = request.cursor === undefined ? undefined : orders.resolve(request.cursor);
      // A cursor names ordinals: it goes on where its first page was answered, whatever became of the shares.
      const lease = await parts.generation(
        kept === undefined ? { subject: subjectOf(request, queryId) } : { generation: kept.order.generation },
      );
      if (lease === undefined) throw notServed();
      try {
        const found = await answer(parts, orders, lease.generation, { request, queryId, kept }, watch);
        parts.observe({ generation: found.generation, ms: watch.total, answer: found });
        return found;
      } catch (error) {
        const failed = isAisleError(error) ? error.code : 'internal';
        parts.observe({ generation: lease.generation.id, ms: watch.total, failed });
        throw error;
      } finally {
        lease.release();
      }
    },
  };
}

interface Asked {
  readonly request: SearchRequest;
  readonly queryId: string;
  /** What the request's cursor names. */
  readonly kept: KeptOrder | undefined;
}

async function answer(
  parts: SearchParts,
  orders: FrozenOrders,
  generation: Generation,
  { request, queryId, kept }: Asked,
  watch: Stopwatch,
): Promise<SearchAnswer> {
  const {
    order: known,
    handle,
    position,
  } = kept ?? {
    order: await freeze(parts, generation, request, watch),
    handle: queryId,
    position: (request.page - 1) * request.pageSize,
  };
  const { order, page } = await watch.time('page', () =>
    withDeadline('the product index', parts.settings.legDeadline, async (signal) => {
      // One more than the page: whether there is a next one.
      const order = await extendOrder(known, position + request.pageSize + 1, { signal });
      const wish = {
        position,
        size: request.pageSize,
        explain: request.explain,
        highlight: request.highlight,
      };
      return { order, page: await cutPage(order, handle, wish, generation.products, signal) };
    }),
  );
  if (page.cursor !== undefined) orders.keep(handle, order);
  const answer = {
    queryId,
    ...page,
    ...order.said,
    page: Math.floor(position / request.pageSize) + 1,
    pageSize: request.pageSize,
    generation: generation.id,
    tookMs: watch.total,
    timings: watch.stages,
  };
  parts.record({ ...loggedOf(order.asked), ...shownOf(answer), first: position, time: parts.clock.now() });
  return answer;
}

function loggedOf({
  text,
  userId,
  sessionId,
}: FrozenOrder['asked']): Pick<LoggedSearch, 'text' | 'shopper' | 'aliases'> {
  const session = sessionId === undefined ? [] : [`session:${sessionId}`];
  if (userId !== undefined)
    return { text, shopper: `user:${userId}`, ...(session.length === 0 ? {} : { aliases: session }) };
  return { text, ...(session[0] === undefined ? {} : { shopper: session[0] }) };
}

function shownOf({ queryId, hits, total, generation, ranking }: SearchAnswer) {
  return { queryId, generation, ranking, total: total.value, shown: hits.map(({ id }) => id) };
}
