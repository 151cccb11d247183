import { z } from 'zod';

const days = (least: number) => z.int().min(least).max(36_500);

/** Shorter secrets can be guessed from one token: RFC 7518 asks of HS256 as many bits as its hash has. Characters. */
const LEAST_SECRET = 32;

/** What the shop knows about its shoppers, and how it is told who they are. */
export const shopperSchema = z
  .strictObject({
    shop: z
      .string()
      .min(1)
      .max(256)
      .default('aisle')
      .describe('name of the shop: the issuer (iss) of its user tokens'),
    tokenSecrets: z
      .preprocess(
        // In the environment several are separated by commas.
        (value) => (typeof value === 'string' ? value.split(',').map((text) => text.trim()) : value),
        z.array(z.string().min(LEAST_SECRET, `expected at least ${LEAST_SECRET} characters`)).max(10),
      )
      .default([])
      .describe('secrets of signed user tokens: the first signs, all are accepted, so that they rotate'),
    popularityHalfLife: days(1)
      .default(30)
      .describe('days after which an event says half as much of how popular a product is'),
  })
  .prefault({});
