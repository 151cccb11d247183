import { AisleError, type CallOptions } from '../../base/index.js';
import type { Cluster } from './cluster.js';

interface CountAnswer {
  readonly count: number;
  readonly _shards: { readonly total: number; readonly successful: number; readonly failed: number };
}

/**
 * The documents of an index, or those that a query finds. Throws `unavailable` when some of its shards did not count: the
 * server answers 200 then, with the sum of the others.
 */
export async function countDocuments(
  cluster: Cluster,
  index: string,
  { query, ...options }: CallOptions & { readonly query?: object } = {},
): Promise<number> {
  const call = { method: 'POST', path: `/${index}/_count`, repeatable: true } as const;
  const body = query === undefined ? {} : { body: { query } };
  const { count, _shards } = await cluster.request<CountAnswer>({ ...call, ...body }, options);
  const { total, successful, failed } = _shards;
  if (failed === 0 && successful === total) return count;
  const message = `the search cluster counted ${successful} of ${total} shards of ${index}: expected all of them`;
  throw new AisleError('unavailable', message);
}
