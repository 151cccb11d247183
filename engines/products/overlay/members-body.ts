import type { FieldTable } from './field-table.js';
import type { MembersRequest } from '../product-index.js';
import { byWords } from '../cluster/members-body.js';
import type { ClusterPlan } from '../cluster/words-plan.js';
import { SORT_COLUMNS } from '../sort-columns.js';
import { facetAggregation, groupCounts, type Ranges } from './facets.js';
import { fieldOf, filterQuery } from './filter-query.js';

export interface BodyParts {
  readonly table: FieldTable;
  readonly ranges: Ranges;
  /** Ids of the members by meaning. */
  readonly byMeaning: readonly string[];
  readonly size: number;
}

/**
 * One search over the shop's index for the whole answer: the union with its scores, total, order, and facets that each
 * leave their own filter out. `counted` false: the members alone, without facets and totals.
 */
export function membersBody(request: MembersRequest, parts: BodyParts, counted: boolean): object {
  const { table } = parts;
  const filters = request.filters.map(({ filter }) => filterQuery(filter, table));
  // With facets the filters wait until they have counted: each leaves another one out.
  const waits = counted && request.facets.length > 0;
  const query = {
    bool: {
      filter: [membership(request, planOf(request), parts.byMeaning), ...(waits ? [] : filters)],
      ...scored(request),
    },
  };
  const aggs = counted ? aggregationsOf(request, filters, parts) : {};
  return {
    size: parts.size,
    ...hitParts(table),
    track_total_hits: counted,
    query,
    ...(waits && filters.length > 0 ? { post_filter: { bool: { filter: filters } } } : {}),
    ...sortOf(request, table),
    ...(Object.keys(aggs).length === 0 ? {} : { aggs }),
  };
}

/** Some members with their scores, by their ids, as far as they pass the filters. */
export function byIdBody(
  request: MembersRequest,
  ids: readonly string[],
  table: FieldTable,
  byMeaning: readonly string[],
): object {
  const filters = request.filters.map(({ filter }) => filterQuery(filter, table));
  return {
    size: ids.length,
    ...hitParts(table),
    track_total_hits: false,
    query: {
      bool: {
        filter: [
          { ids: { values: ids } },
          // What is wanted need not be a member; what is one by meaning is.
          ...(request.wanted === undefined ? [] : [membership(request, planOf(request), byMeaning)]),
          ...filters,
        ],
        ...scored(request),
      },
    },
  };
}

function planOf({ members }: MembersRequest): ClusterPlan | undefined {
  return members.kind === 'union' ? (members.words?.engine as ClusterPlan | undefined) : undefined;
}

/** What the members score by. */
function scored({ members }: MembersRequest): object {
  const plan = members.kind === 'union' ? (members.scoredBy ?? members.words) : undefined;
  const words = (plan?.engine as ClusterPlan | undefined)?.words ?? [];
  return words.length === 0 ? {} : { should: words.map(({ query }) => query), minimum_should_match: 0 };
}

function hitParts({ keyword }: FieldTable): object {
  const group = keyword.get('groupId');
  return { _source: false, ...(group === undefined ? {} : { docvalue_fields: [group.path] }) };
}

function membership(
  { members }: MembersRequest,
  plan: ClusterPlan | undefined,
  byMeaning: readonly string[],
): object {
  if (members.kind === 'everything') return { match_all: {} };
  const should: object[] = [];
  if (plan !== undefined && plan.words.length > 0 && members.wordsDecide !== false)
    should.push(...byWords(plan));
  if (byMeaning.length > 0) should.push({ ids: { values: byMeaning } });
  return should.length === 0 ? { match_none: {} } : { bool: { should, minimum_should_match: 1 } };
}

/** By score unless asked otherwise; equal ones are put in the order of ordinals when they are here. */
function sortOf({ sort }: MembersRequest, table: FieldTable): object {
  if (sort === undefined) return {};
  const { field, sign } = SORT_COLUMNS[sort];
  const known = fieldOf('numeric', field, table);
  if (known === undefined) return {};
  const order = (known.scale < 0 ? -sign : sign) === 1 ? 'asc' : 'desc';
  return { sort: [{ [known.path]: { order, missing: '_last' } }], track_scores: true };
}

function aggregationsOf(
  { filters: named, facets }: MembersRequest,
  filters: readonly object[],
  { table, ranges }: BodyParts,
): Record<string, object> {
  const found: Record<string, object> = {};
  const groups = groupCounts(table);
  if (groups !== undefined) {
    found['total'] = { filter: { bool: { filter: facets.length > 0 ? filters : [] } }, aggs: groups };
  }
  facets.forEach((facet, i) => {
    const aggs = facetAggregation(facet, table, ranges);
    if (aggs === undefined) return;
    found[`facet${i}`] = { filter: { bool: { filter: without(named, filters, facet.field) } }, aggs };
  });
  return found;
}

/** All filters but those of one field. */
function without(
  named: MembersRequest['filters'],
  filters: readonly object[],
  field: string,
): readonly object[] {
  return filters.filter((_, at) => named[at]?.field !== field);
}

/** Counts categories of variants: every filter but the category's own. */
export function categoriesBody(
  request: MembersRequest,
  aggregation: object,
  { table, byMeaning }: BodyParts,
): object {
  const filters = request.filters.map(({ filter }) => filterQuery(filter, table));
  return {
    size: 0,
    track_total_hits: false,
    query: {
      bool: {
        filter: [
          membership(request, planOf(request), byMeaning),
          ...without(request.filters, filters, 'category'),
        ],
      },
    },
    aggs: { categories: aggregation },
  };
}
