import { z } from 'zod';
import { fieldErrors, invalid } from '../base/index.js';
import { QUERY_CLASSES, SIGNALS, weightsOf, type RankingProfile, type Signal } from './matrix.js';

const weight = z.number().min(0);
const signal = z.enum(SIGNALS);

export const rankingName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes');

/** Signals that came after the first rankings were stored: one without them orders as it did. */
const LATER: readonly Signal[] = ['category', 'brand', 'negation'];

const weights = z.strictObject(
  Object.fromEntries(
    SIGNALS.map((name) => [name, LATER.includes(name) ? weight.default(0) : weight]),
  ) as Record<Signal, typeof weight>,
);

/**
 * What a ranking says of signals. A weight of 0 is a weight: none may be left out but in `classWeights`, and but those
 * that older rankings do not know.
 */
export const profileSchema = z.strictObject({
  fusion: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('linear') }),
    z.strictObject({ kind: z.literal('rrf'), k: z.number().positive() }),
    z.strictObject({ kind: z.literal('distribution') }),
  ]),
  weights,
  classWeights: z.partialRecord(z.enum(QUERY_CLASSES), z.partialRecord(signal, weight)).exactOptional(),
  personalMoves: z.int().min(0),
});

const schema: z.ZodType<RankingProfile> = profileSchema.extend({
  name: rankingName,
  version: z.int().min(1),
});

/** Reads a ranking profile. Throws `bad_config` with every mistake and its path. */
export function parseProfile(data: unknown): RankingProfile {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw invalid('the ranking profile', fieldErrors(parsed.error.issues), 'bad_config');
}

/**
 * The ranking that ships. Words and meaning: the best fixed mix of the reference runs on public judgments.
 * The shopper's weights were calibrated on the generated catalogue.
 */
export const DEFAULT_PROFILE = parseProfile({
  name: 'default',
  version: 1,
  fusion: { kind: 'linear' },
  weights: {
    lexical: 0.6,
    vector: 0.4,
    category: 0.2,
    brand: 0.1,
    negation: 0.2,
    personal: 0.1,
    sequence: 0,
    affinity: 0.3,
    popularity: 0,
    quality: 0,
  },
  personalMoves: 10,
});

/**
 * The usual baseline: the ranks of both legs, alike, without any score. No shopper's signals: a rank says nothing of how
 * sure it is, so the least attention would move as much as the most.
 */
export const RRF_PROFILE = parseProfile({
  name: 'rrf',
  version: 1,
  fusion: { kind: 'rrf', k: 60 },
  weights: weightsOf({ lexical: 1, vector: 1 }),
  personalMoves: 0,
});
