import { z } from 'zod';
import type { Explanation, Facet, Hit, SearchAnswer } from '../../search/index.js';
import { SIGNALS } from '../../reranker/index.js';
import { highlights } from './highlights.js';
import { productSchema } from './product.js';

const count = z.int().min(0);

const explanation = z
  .strictObject({
    score: z.number(),
    signals: z
      .array(
        z.strictObject({
          signal: z.enum(SIGNALS),
          raw: z.number().exactOptional(),
          normalised: z.number(),
          weight: z.number(),
          contribution: z.number(),
        }),
      )
      .describe('The contributions add up to `score`.'),
    gate: z
      .number()
      .exactOptional()
      .describe("How much of the shopper's history bears on this query, 0 to 1; absent without a shopper."),
    moves: z
      .array(z.strictObject({ stage: z.string(), from: z.int(), to: z.int() }))
      .describe(
        'Places after fusion: `identifier` (the text names the product), `personal`, `rule:ID`, and `rules` for who made room for it.',
      ),
    sentence: z.string().describe('For a shopper.'),
  })
  .meta({ id: 'Explanation' }) satisfies z.ZodType<Explanation>;

const hit = z
  .strictObject({
    id: z.string(),
    score: z.number(),
    product: productSchema,
    highlights: highlights.exactOptional(),
    explain: explanation.exactOptional(),
  })
  .meta({ id: 'Hit' }) satisfies z.ZodType<Hit>;

const facet = z
  .union([
    z.array(z.strictObject({ value: z.string(), count })),
    z.strictObject({
      min: z.number().optional(),
      max: z.number().optional(),
      buckets: z.array(z.strictObject({ from: z.number(), to: z.number(), count })),
    }),
  ])
  .meta({ id: 'Facet', description: 'Counts by value, or the range and histogram of a numeric field.' });

const bounds = z.strictObject({
  gte: z.number().exactOptional(),
  gt: z.number().exactOptional(),
  lte: z.number().exactOptional(),
  lt: z.number().exactOptional(),
});

const understood = z
  .strictObject({
    text: z.string().describe('What was searched for.'),
    filters: z
      .strictObject({
        price: bounds.exactOptional(),
        currency: z.array(z.string()).exactOptional(),
        rating: bounds.exactOptional(),
      })
      .describe('As the filters of a request.'),
    parts: z
      .array(z.strictObject({ kind: z.enum(['price', 'rating', 'negation', 'without']), text: z.string() }))
      .describe('The phrases as they were typed; `without` orders, the others leave products out.'),
  })
  .meta({
    id: 'Understood',
    description:
      'Prices, ratings, words to leave out and what products are to be without, as the query states them. `understand: false` makes words of them.',
  });

export const searchAnswerSchema = z
  .strictObject({
    queryId: z.string(),
    hits: z.array(hit),
    total: z
      .strictObject({ value: count, relation: z.enum(['eq', 'gte']) })
      .describe('Size of the set; `gte` when a leg did not answer.'),
    facets: z.record(z.string(), facet),
    page: z.int().min(1),
    pageSize: z.int().min(1),
    cursor: z.string().exactOptional().describe('Handle of the next page; absent on the last.'),
    understood: understood.exactOptional(),
    corrected: z.strictObject({ from: z.string(), to: z.string() }).exactOptional(),
    relaxed: z.literal(true).exactOptional().describe('Nothing met the query, so the set was widened.'),
    gone: count.exactOptional().describe('Products of this page that left the index since.'),
    degraded: z
      .array(z.enum(['lexical', 'vector']))
      .exactOptional()
      .describe('Legs that did not answer.'),
    generation: z.string(),
    ranking: z.string().describe('`name@version` of the ranking.'),
    rules: z
      .array(z.string())
      .exactOptional()
      .describe('Ids of the rules that held, those that decide first first.'),
    redirect: z
      .strictObject({ url: z.string(), rule: z.string() })
      .exactOptional()
      .describe('Where a rule sends this query.'),
    tookMs: z.number(),
    timings: z.record(z.string(), z.number()).describe('Milliseconds by stage.'),
  })
  .meta({ id: 'SearchAnswer' }) satisfies z.ZodType<
  Omit<SearchAnswer, 'facets'> & { facets: Record<string, Facet | { min?: number | undefined }> }
>;
