import { z } from 'zod';
import { productSchema } from './product.js';

const answer = {
  items: z
    .array(
      z.strictObject({
        id: z.string(),
        score: z.number().describe("A share of the best candidate's; comparable within one answer alone."),
        product: productSchema,
        reason: z.string().describe('A sentence a shopper could read.'),
      }),
    )
    .describe('Best first.'),
  degraded: z
    .array(z.enum(['vector', 'shopper', 'events']))
    .exactOptional()
    .describe('What did not answer: the list is made of the rest.'),
  generation: z.string(),
  tookMs: z.number(),
};

export const relatedAnswerSchema = z
  .strictObject({ ...answer, kind: z.enum(['similar', 'bought-together', 'accessories']) })
  .meta({ id: 'RelatedProducts' });

export const recommendationsAnswerSchema = z
  .strictObject({ ...answer, placement: z.enum(['home', 'cart', 'new', 'category']) })
  .meta({ id: 'Recommendations' });
