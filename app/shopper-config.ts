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
    personalise: z
      .boolean()
      .default(true)
      .describe('whether the history of a shopper who said nothing of it may order what they see'),
    log: z
      .boolean()
      .default(true)
      .describe('whether what a shopper does who said nothing of it may be kept under their name'),
    withoutConsent: z
      .enum(['anonymous', 'refuse'])
      .default('anonymous')
      .describe('what becomes of events that may not be kept under a name: kept without one, or refused'),
    sessionDays: days(1)
      .default(30)
      .describe("days after its last event that a session's history is used no more"),
    queryLog: z.boolean().default(true).describe('whether searches and what they showed are logged'),
    retentionDays: days(1).default(730).describe('days that events are kept'),
    queryLogDays: days(1).default(180).describe('days that logged searches are kept'),
    popularityHalfLife: days(1)
      .default(30)
      .describe('days after which an event says half as much of how popular a product is'),
  })
  .prefault({});
