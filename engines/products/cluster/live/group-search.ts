import { keywordPath } from '../../../../mappings/index.js';
import type { SearchAnswer } from '../search-answer.js';

/** Asks for the number of each of some groups, as its products besides those with some ids have it. */
export function groupsBody(groupIds: readonly string[], besides: readonly string[]): object {
  const field = keywordPath('groupId');
  return {
    size: 0,
    track_total_hits: false,
    query: { bool: { filter: [{ terms: { [field]: groupIds } }], must_not: [{ terms: { id: besides } }] } },
    aggs: {
      groups: { terms: { field, size: groupIds.length }, aggs: { number: { min: { field: 'group' } } } },
    },
  };
}

interface Groups {
  readonly buckets: readonly { readonly key: string; readonly number: { readonly value: number } }[];
}

/** By group; those without a product are not in it. */
export function readGroups({ aggregations }: SearchAnswer): ReadonlyMap<string, number> {
  const { buckets } = (aggregations?.['groups'] as Groups | undefined) ?? { buckets: [] };
  return new Map(buckets.map(({ key, number }) => [key, number.value]));
}
