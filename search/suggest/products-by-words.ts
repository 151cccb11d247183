import type { CallOptions } from '../../base/index.js';
import type { Generation } from '../../indexer/index.js';
import type { WordsPlan } from '../../engines/products/index.js';
import { namedBy } from '../../mappings/index.js';
import { understand } from '../../query/index.js';
import { activeRules, firstOfEachGroup, identity } from '../../reranker/index.js';
import { filtersOf, withKnownFields } from '../apply-rules.js';
import { highlightAll } from '../highlight/highlight.js';
import { matchTerms } from '../highlight/match-terms.js';
import { namesOf } from '../known-names.js';
import type { SearchParts } from '../search-parts.js';
import type { SuggestedProduct } from './suggest-answer.js';

/** Products that are looked at for each that is shown: variants stand for one. */
const VARIANTS = 4;

/**
 * What products are looked for by: what is typed, where that is an identifier of a product or the beginning of one, and
 * else what completions made of it.
 */
export async function queryOf(
  { typed, completed }: { readonly typed: string; readonly completed: string },
  { products }: Pick<Generation, 'products'>,
  { settings }: Pick<SearchParts, 'settings'>,
  options: CallOptions,
): Promise<string> {
  if (typed === completed || namedBy(typed)?.certain !== true) return completed;
  const policy = { ...settings.words, tolerant: false, unfinished: true };
  const { best }: WordsPlan = await products.words(typed, policy, options);
  return best > 0 ? typed : completed;
}

/**
 * The best products by their words alone: no model runs for each key that is pressed. The synonyms, stop words and
 * filters of the live ranking hold here too: what a rule leaves out of an answer is not shown as someone types.
 */
export async function productsByWords(
  query: string,
  size: number,
  { products, names }: Pick<Generation, 'products' | 'names'>,
  { ranking, settings, clock, log }: Pick<SearchParts, 'ranking' | 'settings' | 'clock' | 'log'>,
  options: CallOptions,
): Promise<SuggestedProduct[]> {
  const { text, queryClass } = understand(query, await namesOf({ names }));
  if (text === '') return [];
  const { lexicon, rules } = await ranking();
  const active = activeRules(rules, { text, queryClass, filters: [], now: clock.now() });
  const filters = filtersOf(await withKnownFields(active, products, log));
  const words = await products.words(text, { ...settings.words, unfinished: true, lexicon }, options);
  const { ordinals, groups } = await products.members(
    {
      members: { kind: 'union', words, byMeaning: new Uint32Array() },
      filters,
      facets: [],
      limit: size * VARIANTS,
    },
    options,
  );
  const rows = firstOfEachGroup(identity(ordinals.length), groups).slice(0, size);
  const documents = await products.documents(
    rows.map((row) => ordinals[row] as number),
    options,
  );
  const found = documents.filter((product) => product !== undefined);
  const highlights = await highlightAll(found, matchTerms(text, words.words));
  return highlights.flatMap((parts, i) => {
    const product = found[i];
    return product === undefined ? [] : [{ id: product.id, product, highlights: parts }];
  });
}
