import { z } from 'zod';
import { fieldErrors, invalid } from '../../base/index.js';

/** Nobody types longer ones and waits for a completion. UTF-16 code units. */
const MAX_LENGTH = 200;
const MAX_SIZE = 20;

/** The parameters of `GET /v1/suggest`. */
export const suggestRequestSchema = z.strictObject({
  q: z
    .string()
    .max(MAX_LENGTH, `expected at most ${MAX_LENGTH} characters`)
    .default('')
    .describe('What is typed so far; empty: what is asked most.'),
  size: z.coerce
    .number('expected a number')
    .int('expected a whole number')
    .min(1)
    .max(MAX_SIZE)
    .default(8)
    .describe('Completions and products at most.'),
  userId: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('Who asks: the canary answers its share of shoppers.'),
  sessionId: z.string().min(1).max(256).optional(),
});

export interface SuggestRequest {
  readonly q: string;
  readonly size: number;
  readonly userId?: string;
  readonly sessionId?: string;
}

/** Reads a request for suggestions. Throws `bad_request` with every mistake and its path. */
export function parseSuggestRequest(parameters: unknown): SuggestRequest {
  const parsed = suggestRequestSchema.safeParse(parameters);
  if (parsed.success) return parsed.data as SuggestRequest;
  throw invalid('the request for suggestions', fieldErrors(parsed.error.issues));
}
