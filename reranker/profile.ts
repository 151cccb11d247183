import { z } from 'zod';
import { QUERY_CLASSES, SIGNALS, type RankingProfile, type Signal } from './matrix.js';

const weight = z.number().min(0);
const weights = z.strictObject(
  Object.fromEntries(SIGNALS.map((signal) => [signal, weight])) as Record<Signal, typeof weight>,
);

/** A ranking profile as data: what a file or an API body must hold. */
export const rankingProfileSchema: z.ZodType<RankingProfile> = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes'),
  version: z.int().min(1),
  fusion: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('linear') }),
    z.strictObject({ kind: z.literal('rrf'), k: z.number().positive() }),
    z.strictObject({ kind: z.literal('distribution') }),
  ]),
  weights,
  classWeights: z
    .partialRecord(
      z.enum(QUERY_CLASSES),
      weights.partial() as unknown as z.ZodType<Partial<RankingProfile['weights']>>,
    )
    .optional() as unknown as z.ZodOptional<z.ZodType<NonNullable<RankingProfile['classWeights']>>>,
  personalMoves: z.int().min(0),
}) as unknown as z.ZodType<RankingProfile>;

/**
 * The ranking that ships. Words and meaning: the best fixed mix of the reference runs on public judgments.
 * The shopper's weights were calibrated on the generated catalogue.
 */
export const DEFAULT_PROFILE: RankingProfile = {
  name: 'default',
  version: 1,
  fusion: { kind: 'linear' },
  weights: {
    lexical: 0.6,
    vector: 0.4,
    personal: 0.2,
    sequence: 0,
    affinity: 0.05,
    popularity: 0,
    quality: 0,
  },
  personalMoves: 10,
};

/**
 * The usual baseline: the ranks of both legs, alike, without any score. No shopper's signals: a rank says nothing of how
 * sure it is, so the least attention would move as much as the most.
 */
export const RRF_PROFILE: RankingProfile = {
  name: 'rrf',
  version: 1,
  fusion: { kind: 'rrf', k: 60 },
  weights: { lexical: 1, vector: 1, personal: 0, sequence: 0, affinity: 0, popularity: 0, quality: 0 },
  personalMoves: 0,
};
