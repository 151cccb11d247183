import { LRUCache } from 'lru-cache';
import type { CategoryWords } from '../../indexer/index.js';
import {
  brandIntent,
  categoryIntent,
  headNoun,
  type CategoryIntent,
  type Signal,
} from '../../reranker/index.js';
import { brandCountsOf, namesOf } from '../known-names.js';
import { lookFor } from '../look-for.js';
import type { Query } from '../query.js';

/** What a query names of its catalogue; each absent where it names none, or where that cannot be known. */
export interface Intent {
  readonly category?: CategoryIntent;
  /** As products carry them. */
  readonly brands?: ReadonlySet<string>;
}

const NONE: Intent = {};
/** Nouns that are kept ready, of each generation. */
const NOUNS = 500;

/** What nouns name, of the generations that are open: worked out once, not for each query. */
const nouns = new WeakMap<CategoryWords, LRUCache<string, { readonly intent: CategoryIntent | undefined }>>();

/** The category and the brands that a query names. What a generation cannot tell in time costs these signals alone. */
export async function readIntent(query: Query, wants: (signal: Signal) => boolean): Promise<Intent> {
  const { request, text, negation, queryClass, generation } = query;
  const wanted = wants('category') || wants('brand');
  if (!request.understand || !wanted || text === '' || queryClass === 'identifier') return NONE;
  const words = await lookFor('what titles call their products', () => generation.categoryWords(), query);
  if (words === undefined) return NONE;
  const asked = negation?.text ?? text;
  const category = wants('category') ? namedCategory(asked, words) : undefined;
  const brands = wants('brand') ? await namedBrands(asked, query, words) : undefined;
  return {
    ...(category === undefined ? {} : { category }),
    ...(brands === undefined ? {} : { brands }),
  };
}

function namedCategory(text: string, words: CategoryWords): CategoryIntent | undefined {
  const noun = headNoun(text, words);
  if (noun === undefined) return undefined;
  const known = nouns.get(words) ?? new LRUCache({ max: NOUNS });
  nouns.set(words, known);
  const found = known.get(noun) ?? { intent: categoryIntent(noun, words) };
  known.set(noun, found);
  return found.intent;
}

async function namedBrands(
  text: string,
  { generation }: Query,
  words: CategoryWords,
): Promise<ReadonlySet<string> | undefined> {
  const products = brandCountsOf(generation);
  const named = [...(await namesOf(generation)).brandsIn(text)].map(([phrase, spellings]) => ({
    words: phrase,
    spellings,
    products: spellings.reduce((sum, name) => sum + (products.get(name) ?? 0), 0),
  }));
  return named.length === 0 ? undefined : brandIntent(named, words, generation.products.size);
}
