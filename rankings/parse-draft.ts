import { fieldErrors, invalid, type FieldError } from '../base/index.js';
import { mainTerms } from '../mappings/index.js';
import { checkRules } from '../reranker/index.js';
import { draftSchema, type RankingDraft } from './content.js';
import { checkSynonyms } from './synonyms.js';

/** Mistakes reported at once. */
const MAX_ERRORS = 100;

/** Reads a draft of a ranking, in slices. Throws `bad_request` with every mistake and its path. */
export async function parseDraft(json: unknown): Promise<RankingDraft> {
  const parsed = draftSchema.safeParse(json);
  const errors: FieldError[] = parsed.success ? [] : fieldErrors(parsed.error.issues);
  // A part that is well formed is looked at further, whatever is wrong with another.
  const { synonyms = [], stopWords = [], rules = [] } = parsed.success ? parsed.data : wellFormed(json);
  errors.push(
    ...(await checkSynonyms(synonyms, 'synonyms')),
    ...stopWords.flatMap((word, i) =>
      mainTerms(word).length === 1 ? [] : [{ path: `stopWords.${i}`, message: 'expected one word' }],
    ),
    ...(await checkRules(rules, 'rules')),
  );
  if (parsed.success && errors.length === 0) return parsed.data;
  throw invalid('the ranking', errors.slice(0, MAX_ERRORS));
}

function wellFormed(json: unknown): Pick<RankingDraft, 'synonyms' | 'stopWords' | 'rules'> {
  if (typeof json !== 'object' || json === null) return {};
  const found: Record<string, unknown> = {};
  for (const part of ['synonyms', 'stopWords', 'rules'] as const) {
    const parsed = draftSchema.shape[part].safeParse((json as Record<string, unknown>)[part]);
    if (parsed.success) found[part] = parsed.data;
  }
  return found;
}
