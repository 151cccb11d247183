import { analyseQuery } from '../../../mappings/index.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { plainQuery, tolerantQuery, type PlannedQuery } from '../words/planned-words.js';
import type { Vocabularies } from '../words/vocabulary.js';
import { withinClauses } from './clauses.js';
import type { IndexShape } from './index-shape.js';
import type { SearchAnswer } from './search-answer.js';
import { spellings } from './spellings.js';
import { wordsBody } from './words-body.js';
import { planOf, wordCounts } from './words-plan.js';

interface Searched {
  readonly documents: number;
  readonly vocabularies: Vocabularies;
  readonly shape: IndexShape;
}

/** Plans the words of a query by what the index says of them: asked once, and again when some are unknown and replaced. */
export async function askWords(
  text: string,
  policy: WordsPolicy,
  { documents: size, vocabularies, shape }: Searched,
  search: (body: object) => Promise<SearchAnswer>,
): Promise<WordsPlan> {
  const { analyser } = shape;
  const typed = withinClauses(analyseQuery(text, policy.lexicon));
  const spelled = spellings(text);
  const ask = async ({ words }: PlannedQuery) => {
    const body = wordsBody(words, policy.fieldWeights, analyser, spelled);
    return wordCounts(words, body === undefined ? undefined : await search(body));
  };
  let planned = plainQuery(typed);
  let counts = await ask(planned);
  const { documents } = counts;
  if (policy.tolerant && documents.includes(0)) {
    const tolerant = tolerantQuery(typed, (_, i) => documents[i] !== 0, vocabularies);
    // Nothing near it is written anywhere: the first answer holds.
    const changed = tolerant.words.some(({ standsFor }) => standsFor !== undefined);
    if (changed || tolerant.corrected !== undefined) {
      planned = tolerant;
      counts = await ask(planned);
    }
  }
  return planOf(planned, counts, policy, { size, analyser });
}
