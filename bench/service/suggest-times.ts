import { AisleError } from '../../base/index.js';
import type { Client } from './client.js';

/** Letters from which on people are shown something. */
const FIRST = 2;
/** Queries that are typed: some 20 keys each. */
const TYPED = 100;

/** Milliseconds of each suggestion over HTTP while queries are typed, key by key. Throws `unavailable` when one fails. */
export async function suggestTimes(client: Client, queries: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const query of queries.slice(0, TYPED)) {
    for (let length = FIRST; length <= query.length; length++) {
      const path = `/v1/suggest?q=${encodeURIComponent(query.slice(0, length))}`;
      const start = performance.now();
      const { status, body } = await client.send('GET', path);
      times.push(performance.now() - start);
      if (status !== 200)
        throw new AisleError('unavailable', `a suggestion was answered with ${status}: ${body}`);
    }
  }
  return times;
}
