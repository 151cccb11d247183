import { isAisleError, withDeadline } from '../base/index.js';
import type { LoggedSearch } from '../engines/state/index.js';
import type { Generation } from '../indexer/index.js';
import type { SearchAnswer } from './answer.js';
import { extendOrder } from './extend-order.js';
import { freeze } from './freeze.js';
import { FrozenOrders, notServed, type FrozenOrder, type KeptOrder } from './frozen-order.js';
import { cutPage } from './page.js';
import type { SearchRequest } from './request.js';
import type { OrderSource } from './outcome.js';
import type { SearchParts } from './search-parts.js';
import type { Shared } from './shared.js';
import { sharedOrders, sharedWish, type SharedOrder } from './shared-orders.js';
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
  const shared = sharedOrders(parts.settings.shared);
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
        const { generation } = lease;
        const from =
          kept === undefined
            ? await firstOrder(parts, shared, generation, { request, queryId }, watch)
            : { ...kept, source: 'cursor' as const };
        const found = await answer(parts, orders, generation, { request, queryId, from }, watch);
        parts.observe({ generation: found.generation, ms: watch.total, answer: found, order: from.source });
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
  /** The order that it is answered from, and where its page begins. */
  readonly from: KeptOrder & { readonly source: OrderSource };
}

/** The order of a request without a cursor: the one that others were given, where it can be no other. */
async function firstOrder(
  parts: SearchParts,
  shared: Shared<SharedOrder>,
  generation: Generation,
  { request, queryId }: Pick<Asked, 'request' | 'queryId'>,
  watch: Stopwatch,
): Promise<Asked['from']> {
  const position = (request.page - 1) * request.pageSize;
  const wish = sharedWish(request);
  const keyNow = async () => {
    const ranking = await parts.ranking(request.ranking);
    return { ranking, key: shared.keyOf({ generation, ranking, now: parts.clock.now() }, wish) };
  };
  const { key, ranking } = await keyNow();
  const known = key === undefined ? undefined : shared.get(key);
  if (known !== undefined) return { ...known, position, source: 'shared' };
  const order = await freeze(parts, generation, request, watch);
  if (
    key === undefined ||
    !order.lasting ||
    order.said.degraded !== undefined ||
    // Made on what has changed meanwhile, perhaps: nobody else is given it.
    order.said.ranking !== ranking.label ||
    (await keyNow()).key !== key
  )
    return { order, handle: queryId, position, source: 'made' };
  // A handle of its own: the cursors of others must not name this query.
  const made = { order, handle: parts.newQueryId() };
  shared.keep(key, made);
  return { ...made, position, source: 'made' };
}

async function answer(
  parts: SearchParts,
  orders: FrozenOrders,
  generation: Generation,
  { request, queryId, from: { order: known, handle, position } }: Asked,
  watch: Stopwatch,
): Promise<SearchAnswer> {
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
