import { z } from 'zod';
import { fieldErrors, invalid, isAisleError, isRecord, type FieldError } from '../base/index.js';
import { parseFilters, type NamedFilter } from '../mappings/index.js';
import { FACET_VALUES, MAX_FACET_VALUES } from './settings.js';
import { SIGNALS, type Weights } from '../reranker/index.js';

/** Longer texts are no queries: they only cost memory. Characters (UTF-16 code units). */
const MAX_QUERY_LENGTH = 2_000;
const MAX_PAGE_SIZE = 100;
/** page × pageSize: deeper pages are for a cursor. Hits. */
const MAX_DEPTH = 10_000;
/** Facets are counted over the whole set: each costs. */
const MAX_FACETS = 20;
const MAX_KEY_LENGTH = 256;

const LEGS = ['lexical', 'vector'] as const;
/** What decides membership. */
export type Leg = (typeof LEGS)[number];

export const SORTS = [
  'relevance',
  'price:asc',
  'price:desc',
  'rating:desc',
  'ratingCount:desc',
  'createdAt:desc',
] as const;
export type Sort = (typeof SORTS)[number];

const weight = z.number('expected a finite number of at least 0').min(0, 'expected a number of at least 0');
const key = z.string().min(1, 'expected a text').max(MAX_KEY_LENGTH);

/** The body of `POST /v1/search`; `filters` is checked against the field table by `parseFilters`. */
export const searchRequestSchema = z.strictObject({
  query: z
    .string()
    .max(MAX_QUERY_LENGTH, `expected at most ${MAX_QUERY_LENGTH} characters`)
    .default('')
    .describe('What the shopper typed; empty is the category page.'),
  filters: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Tree of filters by field, `not` and `any`. They only subtract.'),
  facets: z.array(key).max(MAX_FACETS).default([]).describe('Fields to count.'),
  facetSize: z
    .int()
    .min(1)
    .max(MAX_FACET_VALUES)
    .default(FACET_VALUES)
    .describe('Values of a facet that are counted out, those with most products first.'),
  sort: z.enum(SORTS).default('relevance'),
  page: z.int().min(1).default(1),
  pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(20),
  cursor: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Goes on in the frozen order of an earlier answer; everything but pageSize, explain and highlight is taken from it.',
    ),
  legs: z
    .array(z.enum(LEGS))
    .min(1, 'expected at least one leg')
    .refine((legs) => new Set(legs).size === legs.length, 'expected each leg once')
    .default([...LEGS])
    .describe('What decides membership.'),
  userId: key.optional(),
  sessionId: key.optional(),
  context: z
    .strictObject({
      device: key.optional(),
      region: key.optional(),
      time: z.iso.datetime({ offset: true }).optional(),
    })
    .optional(),
  ranking: key.optional().describe('A ranking: `name` for its live version, or `name@version`.'),
  weights: z
    .strictObject(Object.fromEntries(SIGNALS.map((signal) => [signal, weight.optional()])))
    .optional()
    .describe('Weights of this request alone; 0 switches a signal off.'),
  understand: z
    .boolean()
    .default(true)
    .describe(
      'Read prices, ratings, words with a minus, negations, and the category and brands that are named out of the query; false: all of it is words.',
    ),
  correct: z
    .boolean()
    .default(true)
    .describe('Look for the words nearest to those that the catalogue does not know; false: as typed.'),
  explain: z.boolean().default(false),
  highlight: z
    .boolean()
    .default(false)
    .describe('Show where the words of the query stand in each hit: `hits[].highlights`.'),
});

/** A validated search. */
export interface SearchRequest {
  readonly query: string;
  readonly filters: readonly NamedFilter[];
  readonly facets: readonly string[];
  readonly facetSize: number;
  readonly sort: Sort;
  readonly page: number;
  readonly pageSize: number;
  readonly cursor?: string;
  readonly legs: readonly Leg[];
  readonly userId?: string;
  readonly sessionId?: string;
  readonly context?: { readonly device?: string; readonly region?: string; readonly time?: string };
  readonly ranking?: string;
  readonly weights?: Partial<Weights>;
  readonly understand: boolean;
  readonly correct: boolean;
  readonly explain: boolean;
  readonly highlight: boolean;
}

/** Reads a search request. Throws `bad_request` with every mistake and its path. */
export function parseSearchRequest(json: unknown): SearchRequest {
  const parsed = searchRequestSchema.safeParse(json);
  const errors: FieldError[] = parsed.success ? [] : fieldErrors(parsed.error.issues);
  const { filters, error } = readFilters(json);
  errors.push(...error);
  if (parsed.success && parsed.data.page * parsed.data.pageSize > MAX_DEPTH) {
    errors.push({
      path: 'page',
      message: `expected page × pageSize of at most ${MAX_DEPTH}; go deeper with a cursor`,
    });
  }
  if (!parsed.success || errors.length > 0) {
    throw invalid('the search request', errors);
  }
  return { ...(parsed.data as Omit<SearchRequest, 'filters'>), filters };
}

function readFilters(json: unknown): { filters: readonly NamedFilter[]; error: readonly FieldError[] } {
  const tree = (json as { filters?: unknown } | null | undefined)?.filters;
  if (!isRecord(tree)) return { filters: [], error: [] };
  try {
    return { filters: parseFilters(tree, 'filters'), error: [] };
  } catch (error) {
    if (!isAisleError(error)) throw error;
    return {
      filters: [],
      error: error.errors.length > 0 ? error.errors : [{ path: 'filters', message: error.message }],
    };
  }
}
