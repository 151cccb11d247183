import type { CallOptions } from '../../base/index.js';
import type { ProductIndex, WordsPolicy } from '../../engines/products/index.js';
import { firstOfEachGroup } from '../../reranker/index.js';
import { identity } from '../candidates.js';
import { highlight } from '../highlight/highlight.js';
import { matchTerms } from '../highlight/match-terms.js';
import type { SuggestedProduct } from './suggest-answer.js';

/** Products that are looked at for each that is shown: variants stand for one. */
const VARIANTS = 4;

/** The best products by their words alone: no model runs for each key that is pressed. */
export async function productsByWords(
  query: string,
  size: number,
  products: ProductIndex,
  policy: WordsPolicy,
  options: CallOptions,
): Promise<SuggestedProduct[]> {
  if (query.trim() === '') return [];
  const words = await products.words(query, policy, options);
  const { ordinals, groups } = await products.members(
    {
      members: { kind: 'union', words, byMeaning: new Uint32Array() },
      filters: [],
      facets: [],
      limit: size * VARIANTS,
    },
    options,
  );
  const rows = firstOfEachGroup(identity(ordinals.length), groups).slice(0, size);
  const found = await products.documents(
    rows.map((row) => ordinals[row] as number),
    options,
  );
  const terms = matchTerms(query, words.words);
  return found.flatMap((product) =>
    product === undefined ? [] : [{ id: product.id, product, highlights: highlight(product, terms) }],
  );
}
