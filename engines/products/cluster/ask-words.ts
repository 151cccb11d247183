import { analyseQuery, namedBy } from '../../../mappings/index.js';
import type { WordsPlan, WordsPolicy } from '../product-index.js';
import { namedQuery, plainQuery, tolerantQuery, type PlannedQuery } from '../words/planned-words.js';
import type { Vocabularies } from '../words/vocabulary.js';
import { withinClauses } from './clauses.js';
import { identifierScore } from './holding-query.js';
import type { IndexShape } from './index-shape.js';
import type { SearchAnswer } from './search-answer.js';
import { byId } from './members-body.js';
import { spellings } from './spellings.js';
import { wordsBody } from './words-body.js';
import { planOf, wordCounts } from './words-plan.js';

interface Searched {
  readonly documents: number;
  readonly vocabularies: Vocabularies;
  readonly shape: IndexShape;
}

/**
 * Plans the words of a query by what the index says of them: asked once, and again when some are unknown and replaced.
 * Whether the whole text is an identifier that products have is asked with them.
 */
export async function askWords(
  text: string,
  policy: WordsPolicy,
  { documents: size, vocabularies, shape }: Searched,
  search: (body: object) => Promise<SearchAnswer>,
): Promise<WordsPlan> {
  const { analyser } = shape;
  const by = namedBy(text);
  const typed = withinClauses(analyseQuery(text, policy.lexicon), by?.certain === true);
  const index = { size, analyser, identifierScore: identifierScore(size, shape) };
  const asked = {
    ...index,
    weights: policy.fieldWeights,
    spelled: spellings(text),
    first: policy.first === undefined ? undefined : { count: policy.first, byId: byId(shape) },
  };
  const ask = async ({ words }: PlannedQuery, key?: string) => {
    const body = wordsBody(words, { ...asked, named: key });
    return wordCounts(words, body === undefined ? undefined : await search(body));
  };
  let planned = plainQuery(typed);
  if (by?.certain === true) planned = namedQuery(planned, [by.key]);
  let counts = await ask(planned, by?.key);
  const { documents, named } = counts;
  const unknown = documents.every((count) => count === undefined || count === 0);
  if (by !== undefined && named.documents > 0 && (by.certain || unknown)) {
    if (!by.certain) {
      // No word is in any text: the products that are named are all that there is, and hold every word.
      planned = namedQuery(planned, [by.key]);
      counts = {
        ...counts,
        documents: documents.map(() => named.documents),
        best: documents.length * index.identifierScore,
        first: named.first.subarray(0, policy.first),
      };
    }
    return planOf(planned, counts, policy, index, named.first);
  }
  if (policy.tolerant && documents.includes(0)) {
    const tolerant = tolerantQuery(typed, (_, i) => documents[i] !== 0, vocabularies, policy.unwanted);
    // Nothing near it is written anywhere: the first answer holds.
    const changed =
      tolerant.words.length !== typed.length ||
      tolerant.words.some(({ standsFor }) => standsFor !== undefined);
    if (changed || tolerant.corrected !== undefined) {
      planned = tolerant;
      counts = await ask(planned);
    }
  }
  return planOf(planned, counts, policy, index, undefined);
}
