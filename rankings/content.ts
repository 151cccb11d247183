import { z } from 'zod';
import { profileSchema, rankingName, ruleSchema } from '../reranker/index.js';
import { synonymSchema } from './synonyms.js';

/** Of one ranking: what an engineer can still read, and a search reads in memory. */
const MOST_SYNONYMS = 2_000;
const MOST_STOP_WORDS = 1_000;
const MOST_RULES = 500;

export const stopWord = z.string().min(1, 'expected a word').max(64);

const parts = {
  profile: profileSchema.describe('weights of the signals, their fusion, what personalisation may move'),
  synonyms: z.array(synonymSchema).max(MOST_SYNONYMS),
  stopWords: z
    .array(stopWord)
    .max(MOST_STOP_WORDS)
    .describe('words that are not asked for where others remain'),
  rules: z.array(ruleSchema).max(MOST_RULES),
};

/** Everything that one version of a ranking says. */
export const contentSchema = z.strictObject(parts);
export type RankingContent = z.infer<typeof contentSchema>;

/** A version to be: parts that it leaves out are those of the version that it is based on. */
export const draftSchema = z.strictObject({
  name: rankingName.exactOptional(),
  profile: parts.profile.exactOptional(),
  synonyms: parts.synonyms.exactOptional(),
  stopWords: parts.stopWords.exactOptional(),
  rules: parts.rules.exactOptional(),
});
export type RankingDraft = z.infer<typeof draftSchema>;
