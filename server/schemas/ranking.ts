import { z } from 'zod';
import { contentSchema } from '../../rankings/index.js';

const version = z.int().min(1);

export const versionSummarySchema = z
  .strictObject({
    name: z.string(),
    version,
    time: z.string().exactOptional().describe('Absent on what shipped.'),
    author: z.string().exactOptional(),
    note: z.string().exactOptional(),
    live: z.boolean(),
  })
  .meta({ id: 'RankingVersionSummary' });

export const rankingVersionSchema = z
  .strictObject({ ...versionSummarySchema.shape, ...contentSchema.shape })
  .meta({
    id: 'RankingVersion',
    description: 'Everything that one version of a ranking says; it never changes.',
  });

export const rankingListSchema = z.strictObject({
  rankings: z.array(
    z.strictObject({
      name: z.string(),
      live: version.exactOptional().describe('Absent while there are drafts alone.'),
      newest: version,
    }),
  ),
});

const list = z.strictObject({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
});
export const rankingDifferenceSchema = z.strictObject({
  profile: z.array(
    z.strictObject({ path: z.string(), from: z.unknown().optional(), to: z.unknown().optional() }),
  ),
  synonyms: list,
  stopWords: list,
  rules: list,
});
