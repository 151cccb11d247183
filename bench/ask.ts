import PQueue from 'p-queue';
import type { Aisle } from '../app/index.js';
import { AisleError } from '../base/index.js';
import { parseSearchRequest, type SearchAnswer } from '../search/index.js';

/** Searches under way at a time where only the answers count, not their time. */
const CONCURRENCY = 4;

/** One search; throws where a leg failed, since its answer would be measured as another ranking's. */
export async function ask(aisle: Aisle, request: Readonly<Record<string, unknown>>): Promise<SearchAnswer> {
  const answer = await aisle.search(parseSearchRequest(request));
  if (answer.degraded !== undefined)
    throw new AisleError(
      'unprocessable',
      `the ${answer.degraded.join(' and ')} leg failed: another ranking would be measured`,
    );
  return answer;
}

/** All answers, in the order of the requests. */
export async function askAll(
  aisle: Aisle,
  requests: readonly Readonly<Record<string, unknown>>[],
): Promise<SearchAnswer[]> {
  const queue = new PQueue({ concurrency: CONCURRENCY });
  return queue.addAll(requests.map((request) => () => ask(aisle, request)));
}

export const idsOf = (answer: SearchAnswer): string[] => answer.hits.map((hit) => hit.id);

/** The whole set of one query, page by page. */
export async function wholeSet(aisle: Aisle, query: string): Promise<string[]> {
  const ids: string[] = [];
  let answer = await ask(aisle, { query, pageSize: 100 });
  ids.push(...idsOf(answer));
  while (answer.cursor !== undefined) {
    answer = await ask(aisle, { cursor: answer.cursor, pageSize: 100 });
    ids.push(...idsOf(answer));
  }
  return ids;
}
