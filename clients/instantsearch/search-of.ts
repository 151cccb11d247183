import { fieldOf } from './condition.js';
import { filterTree } from './filter-tree.js';
import type { ClientOptions } from './options.js';
import type { Group } from './plan.js';
import { listOf, type Asked } from './read-request.js';

/** Values of a facet that Aisle counts out at most. */
export const MAX_VALUES = 1_000;

/** The body of `POST /v1/search` that answers a group. */
export interface Search {
  readonly query: string;
  readonly filters: Record<string, unknown>;
  readonly facets: readonly string[];
  readonly facetSize: number;
  readonly sort: string;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly highlight: boolean;
  readonly sessionId?: string;
  readonly ranking?: string;
}

export function searchOf(group: Group, { sessionId, ranking }: ClientOptions): Search {
  const { main, derived, own } = group;
  const facets = [...new Set([main, ...derived].flatMap((asked) => asked.facets.map(fieldOf)))];
  const visit = sessionId ?? main.params['userToken'];
  return {
    query: main.query,
    filters: filterTree(main.conditions, new Set(facets), own),
    facets,
    facetSize: facetSize(group, facets),
    sort: main.sort,
    page: main.page + 1,
    pageSize: Math.max(1, main.hitsPerPage),
    highlight: main.hitsPerPage > 0 && wantsHighlights(main),
    ...(typeof visit === 'string' && visit !== '' ? { sessionId: visit } : {}),
    ...(ranking === undefined ? {} : { ranking }),
  };
}

/** A chosen value is shown with its count however rare it is, and the levels of a category are all in one list. */
function facetSize({ main, derived, own }: Group, facets: readonly string[]): number {
  if (own.size > 0 || facets.includes('category')) return MAX_VALUES;
  const wanted = Math.max(1, ...[main, ...derived].map(({ maxValues }) => maxValues));
  return Math.min(wanted, MAX_VALUES);
}

function wantsHighlights({ query, params }: Asked): boolean {
  const { attributesToHighlight: highlighted, attributesToSnippet: snippets } = params;
  return (
    query !== '' && (highlighted === undefined || listOf(highlighted).length + listOf(snippets).length > 0)
  );
}
