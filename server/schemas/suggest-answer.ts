import { z } from 'zod';
import type { SuggestAnswer } from '../../search/index.js';
import { highlights, textParts } from './highlights.js';
import { productSchema } from './product.js';

export const suggestAnswerSchema = z
  .strictObject({
    query: z.string(),
    completions: z
      .array(z.strictObject({ text: z.string(), parts: textParts }))
      .describe('Queries that what was typed may become; `match` marks what is typed already.'),
    categories: z.array(
      z.strictObject({ path: z.array(z.string()).describe('Root first.'), count: z.int().min(0) }),
    ),
    products: z.array(z.strictObject({ id: z.string(), product: productSchema, highlights })),
    corrected: z
      .strictObject({ from: z.string(), to: z.string() })
      .exactOptional()
      .describe('Nothing begins as it was typed: a slip was mended.'),
    degraded: z
      .array(z.enum(['completions', 'products']))
      .exactOptional()
      .describe('Parts that did not come in time and are left out.'),
    generation: z.string(),
    tookMs: z.number(),
  })
  .meta({ id: 'SuggestAnswer' }) satisfies z.ZodType<SuggestAnswer>;
