import { z } from 'zod';
import type { GenerationSummary } from '../../indexer/index.js';

const state = z
  .enum(['live', 'canary', 'previous', 'ready', 'failed'])
  .describe('`previous`: what a rollback goes back to; `failed`: its verification found something.');
const share = z.number().min(0).max(1).describe('Of the traffic; the canary alone has one.');

export const generationSummarySchema = z
  .strictObject({
    id: z.string(),
    live: z.boolean(),
    builtAt: z.string(),
    products: z.int(),
    model: z.string().describe('What its vectors come from, or `none`.'),
    state,
    share: share.exactOptional(),
  })
  .meta({ id: 'GenerationSummary' }) satisfies z.ZodType<GenerationSummary>;

/** What a generation is made of, and whether it is served. */
export const generationSchema = z
  .strictObject({
    format: z.int(),
    id: z.string(),
    live: z.boolean(),
    state,
    share: share.exactOptional(),
    builtAt: z.string(),
    size: z.int().describe('Products.'),
    rows: z.int().describe('Of the file.'),
    rejected: z.int(),
    repaired: z.int(),
    source: z.string().describe('SHA-256 of the product file.'),
    embedder: z
      .string()
      .exactOptional()
      .describe('Everything that changes a vector; absent without vectors.'),
    template: z.string().describe('Which text of a product was embedded.'),
    vectors: z.string().exactOptional().describe('Content address of the vectors, which generations share.'),
    checksums: z.strictObject({ products: z.string(), vectors: z.string().exactOptional() }),
    opsFrom: z.int().exactOptional().describe('Live updates after this number are newer than the file.'),
    findings: z.array(z.string()).describe('What its verification found; empty: it may be published.'),
  })
  .meta({ id: 'Generation' });
