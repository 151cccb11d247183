import type { MembersRequest } from '../product-index.js';
import { SORT_COLUMNS } from '../sort-columns.js';
import { keywordPath, numberPath } from '../../../mappings/index.js';
import { facetAggregation } from './facet-aggregations.js';
import { filterQuery } from './filter-query.js';
import { GROUP_PRECISION, type IndexShape } from './index-shape.js';
import type { SortValues } from './search-answer.js';
import { scoringQuery } from './words-body.js';
import type { ClusterPlan } from './words-plan.js';

/** Scores are float32: a member at the very edge must not fall out by its rounding. */
const ROUNDING = 1 - 1e-6;

/** Members beyond the first ones: those after a place in the order, or those that are not among some. */
export type ReadOn =
  | { readonly after: SortValues; readonly without?: undefined }
  | { readonly without: Uint32Array; readonly after?: undefined };

/**
 * One search for the whole answer: the union with its scores, total, order, and facets that each leave their own
 * filter out. Columns of the hits come from the index, no document is read.
 */
export function membersBody(request: MembersRequest, shape: IndexShape, on?: ReadOn): object {
  const filters = request.filters.map(({ filter }) => filterQuery(filter, shape.analyser));
  const { scores, scored } = scoringOf(request);
  const faceted = request.facets.length > 0 && on === undefined;
  const query = {
    bool: {
      // With facets the filters wait until they have counted: each leaves another one out.
      filter: [membership(request, planOf(request)), ...(faceted ? [] : filters)],
      ...scores,
      ...(on?.without === undefined ? {} : { must_not: [{ terms: { ordinal: [...on.without] } }] }),
    },
  };
  const aggregations = on === undefined ? aggregationsOf(request, filters, shape) : {};
  return {
    size: request.limit,
    _source: false,
    track_total_hits: on === undefined,
    docvalue_fields: columnFields(request, shape),
    query,
    ...(faceted && filters.length > 0 ? { post_filter: { bool: { filter: filters } } } : {}),
    sort: sortOf(request, scored, shape),
    ...(scored && request.sort !== undefined ? { track_scores: true } : {}),
    ...(on?.after === undefined ? {} : { search_after: on.after }),
    ...(Object.keys(aggregations).length === 0 ? {} : { aggs: aggregations }),
  };
}

/** Some members by meaning or wanted, with their scores: those whose place in the order is beyond the window. */
export function byMeaningBody(request: MembersRequest, ordinals: Uint32Array, shape: IndexShape): object {
  const { scores, scored } = scoringOf(request);
  return {
    size: ordinals.length,
    _source: false,
    track_total_hits: false,
    docvalue_fields: columnFields(request, shape),
    query: {
      bool: {
        filter: [
          { terms: { ordinal: [...ordinals] } },
          // What is wanted need not be a member; what is one by meaning is.
          ...(request.wanted === undefined ? [] : [membership(request, planOf(request))]),
          ...request.filters.map(({ filter }) => filterQuery(filter, shape.analyser)),
        ],
        ...scores,
      },
    },
    sort: sortOf(request, scored, shape),
  };
}

/** The columns of some products, each hit with its ordinal. */
export function columnsBody(ordinals: Uint32Array): object {
  return {
    size: ordinals.length,
    _source: false,
    track_total_hits: false,
    docvalue_fields: ['ordinal', ...COLUMNS],
    query: { bool: { filter: [{ terms: { ordinal: [...ordinals] } }] } },
  };
}

function planOf({ members }: MembersRequest): ClusterPlan | undefined {
  return members.kind === 'union' ? (members.words?.engine as ClusterPlan | undefined) : undefined;
}

/** What the members score by, where anything can match. */
function scoringOf({ members }: MembersRequest): { readonly scores: object; readonly scored: boolean } {
  const plan = members.kind === 'union' ? (members.scoredBy ?? members.words) : undefined;
  const words = (plan?.engine as ClusterPlan | undefined)?.words ?? [];
  if (words.length === 0) return { scores: {}, scored: false };
  return { scores: { should: words.map(({ query }) => query) }, scored: true };
}

/** Which products belong to the answer, by the unfiltered generation's cut-offs. */
function membership({ members }: MembersRequest, plan: ClusterPlan | undefined): object {
  if (members.kind === 'everything') return { match_all: {} };
  const should: object[] = [];
  if (plan !== undefined && plan.words.length > 0 && members.wordsDecide !== false)
    should.push(...byWords(plan));
  if (members.byMeaning.length > 0) should.push({ terms: { ordinal: [...members.byMeaning] } });
  return should.length === 0 ? { match_none: {} } : { bool: { should, minimum_should_match: 1 } };
}

/**
 * All words; or an identifier; or enough of the best score and of the words' idf. A word stands here three times and in
 * the score once more (`COPIES`): servers bound the clauses of a search.
 */
export function byWords({ words, best, totalIdf, shareOfBest, shareOfIdf }: ClusterPlan): object[] {
  const queries = words.map(({ query }) => query);
  const identifiers = words.flatMap(({ query, identifier }) => (identifier ? [query] : []));
  return [
    // Who holds all words holds the identifier among them.
    ...(identifiers.length > 0 ? identifiers : [{ bool: { filter: queries } }]),
    {
      bool: {
        filter: [
          { function_score: { query: scoringQuery(queries), min_score: shareOfBest * best * ROUNDING } },
          {
            function_score: {
              // The filter beside it lets through products with a word alone.
              query: { match_all: {} },
              functions: words.map(({ query, idf }) => ({ filter: query, weight: idf })),
              score_mode: 'sum',
              boost_mode: 'replace',
              min_score: shareOfIdf * totalIdf * ROUNDING,
            },
          },
        ],
      },
    },
  ];
}

/** The order of ids. */
export function byId({ late }: Pick<IndexShape, 'late'>): object {
  return late ? { id: 'asc' } : { ordinal: 'asc' };
}

function sortOf({ sort }: MembersRequest, scored: boolean, shape: IndexShape): object[] {
  const last = byId(shape);
  if (sort === undefined) return scored ? [{ _score: 'desc' }, last] : [last];
  const { field, sign } = SORT_COLUMNS[sort];
  return [{ [numberPath(field)]: { order: sign === 1 ? 'asc' : 'desc', missing: '_last' } }, last];
}

function columnFields({ columns }: MembersRequest, { grouped }: IndexShape): string[] {
  const found = ['ordinal'];
  if (grouped) found.push('group');
  if (columns === true) found.push(...COLUMNS);
  return found;
}

const COLUMNS = [
  ...['price', 'rating', 'ratingCount'].map(numberPath),
  ...['brand', 'category'].map(keywordPath),
];

function aggregationsOf(
  { filters: named, facets }: MembersRequest,
  filters: readonly object[],
  shape: IndexShape,
): Record<string, object> {
  const found: Record<string, object> = {};
  if (shape.grouped) {
    found['total'] = {
      filter: { bool: { filter: facets.length > 0 ? filters : [] } },
      aggs: { groups: { cardinality: { field: 'group', precision_threshold: GROUP_PRECISION } } },
    };
  }
  facets.forEach((facet, i) => {
    const others = filters.filter((_, at) => named[at]?.field !== facet.field);
    found[`facet${i}`] = {
      filter: { bool: { filter: others } },
      aggs: facetAggregation(facet, shape),
    };
  });
  return found;
}
