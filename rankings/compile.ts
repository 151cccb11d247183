import { compileLexicon, type QueryLexicon } from '../mappings/index.js';
import { compileRules, type CompiledRules, type RankingProfile } from '../reranker/index.js';
import type { RankingContent } from './content.js';
import { synonymRules } from './synonyms.js';

/** A version of a ranking as searches use it. */
export interface CompiledRanking {
  /** `name@version`. */
  readonly label: string;
  readonly profile: RankingProfile;
  readonly lexicon: QueryLexicon;
  readonly rules: CompiledRules;
}

export async function compileRanking(
  name: string,
  version: number,
  label: string,
  content: RankingContent,
): Promise<CompiledRanking> {
  const { profile, synonyms, stopWords, rules } = content;
  return {
    label,
    profile: { name, version, ...profile },
    lexicon: await compileLexicon(stopWords, synonymRules(synonyms)),
    rules: await compileRules(rules),
  };
}
