import PQueue from 'p-queue';
import { AisleError, type OnProgress } from '../base/index.js';
import { parseSearchRequest, type SearchAnswer } from '../search/index.js';
import type { Aisle } from './aisle.js';

/** Searches under way at a time: enough to join query embeddings, few enough to keep deadlines. */
const CONCURRENCY = 8;
/** recall@100 looks this deep. Hits. */
const DEPTH = 100;

/** The first hundred ids of a query's answer, best first. */
export interface Ranked {
  readonly query: string;
  readonly ids: readonly string[];
  readonly answer: SearchAnswer;
}

/** Searches every query to the depth of the measures. Throws `unprocessable` when an answer came from one leg alone. */
export async function askAll(
  aisle: Pick<Aisle, 'search'>,
  queries: readonly string[],
  ranking: string | undefined,
  onProgress?: OnProgress,
): Promise<Ranked[]> {
  const queue = new PQueue({ concurrency: CONCURRENCY });
  let done = 0;
  return queue.addAll(
    queries.map((query) => async () => {
      const answer = await aisle.search(parseSearchRequest({ query, pageSize: DEPTH, ranking }));
      if (answer.degraded !== undefined) {
        throw new AisleError('unprocessable', `"${query}": the ${answer.degraded.join(' and ')} leg failed`);
      }
      onProgress?.({ stage: 'evaluate', done: ++done, total: queries.length, unit: 'queries' });
      return { query, ids: answer.hits.map((hit) => hit.id), answer };
    }),
  );
}
