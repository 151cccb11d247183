import { withDeadline } from '../base/index.js';
import type { Signal } from '../reranker/index.js';
import { attend, attentionFor, readShopper, type Attended, type Shopper } from '../shoppers/index.js';
import type { LegAnswers, LegParts } from './legs.js';
import type { SearchRequest } from './request.js';
import type { SearchParts } from './search-parts.js';
import type { Stopwatch } from './stopwatch.js';

/** The shopper's history; a store that is slow or broken costs the personal part of the answer, not the answer. */
export async function readKnown(
  { userId, sessionId }: SearchRequest,
  text: string,
  wants: (signal: Signal) => boolean,
  parts: Pick<SearchParts, 'store' | 'settings' | 'log' | 'shopperRules'>,
  watch: Stopwatch,
): Promise<Shopper | undefined> {
  if (text === '' || (userId === undefined && sessionId === undefined)) return undefined;
  if (!wants('personal') && !wants('affinity')) return undefined;
  try {
    return await watch.time('shopper', () =>
      withDeadline("the shopper's history", parts.settings.shopperDeadline, (signal) =>
        readShopper(parts.store, { userId, sessionId }, parts.shopperRules(), { signal }),
      ),
    );
  } catch (error) {
    parts.log.warn({ err: error }, "the shopper's history did not answer");
    return undefined;
  }
}

/** How the shopper's history bears on this query; undefined without a shopper or without the query's vector. */
export async function attention(
  shopper: Shopper | undefined,
  { query, cosine }: LegAnswers,
  { generation, settings, log, watch }: LegParts & { readonly watch: Stopwatch },
): Promise<Attended | undefined> {
  const { vectors, products } = generation;
  if (shopper === undefined || query === undefined || vectors === undefined || cosine === undefined) {
    return undefined;
  }
  try {
    return await watch.time('attend', () =>
      withDeadline("the shopper's profile", settings.shopperDeadline, (signal) =>
        attend(shopper, query, { products, vectors, catalogue: generation.meta }, attentionFor(cosine), {
          signal,
        }),
      ),
    );
  } catch (error) {
    log.warn({ err: error }, "the shopper's profile could not be made");
    return undefined;
  }
}
