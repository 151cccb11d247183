import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSlices, withDeadline } from '../../base/index.js';
import type { ProductIndex } from '../../engines/products/index.js';
import type { Generation } from '../../indexer/index.js';
import { namedCategory, type NamedCategory } from './category-names.js';
import { CompletionIndex } from './completion-index.js';
import { TitlePhrases } from './title-phrases.js';
import { typedKey } from './typed.js';

/** What a generation can complete texts to. */
export interface Suggester {
  readonly completions: CompletionIndex;
  readonly categories: readonly NamedCategory[];
}

/** Titles that are read for their phrases, evenly from the whole catalogue: what many titles say, these say too. */
const TITLES = 10_000;
/** Documents in one look: about a millisecond of an index on this machine, one request to a server. */
const CHUNK = 100;
/** Names that are put in place before others get their turn. */
const NAMES = 500;
/** A name says more than a phrase that as many products have. */
const WORTH = { category: 4, brand: 3, phrase: 1 } as const;

/** Reads a generation's names and titles in small steps, so that queries are answered meanwhile. */
export async function buildSuggester(
  { products, names }: Pick<Generation, 'products' | 'names'>,
  lookDeadline: number,
): Promise<Suggester> {
  const completions = new CompletionIndex();
  const categories: NamedCategory[] = [];
  await inSlices(names.counts.brands, NAMES, ({ value, count }) => {
    completions.add({
      key: typedKey(value).trimEnd(),
      text: value,
      popularity: 0,
      weight: count * WORTH.brand,
    });
  });
  await inSlices(names.counts.categories, NAMES, ({ value, count }) => {
    const category = namedCategory(value, count);
    categories.push(category);
    const text = category.path.at(-1) ?? '';
    completions.add({ key: typedKey(text).trimEnd(), text, popularity: 0, weight: count * WORTH.category });
  });
  await addPhrases(products, completions, lookDeadline);
  return { completions, categories };
}

async function addPhrases(
  products: ProductIndex,
  completions: CompletionIndex,
  lookDeadline: number,
): Promise<void> {
  const { size } = products;
  const read = Math.min(size, TITLES);
  const phrases = new TitlePhrases();
  for (let at = 0; at < read; at += CHUNK) {
    const ordinals = Uint32Array.from({ length: Math.min(CHUNK, read - at) }, (_, i) =>
      Math.floor(((at + i) * size) / read),
    );
    const found = await withDeadline('the titles for completions', lookDeadline, (signal) =>
      products.documents(ordinals, { signal }),
    );
    for (const product of found) if (product !== undefined) phrases.add(product.title);
    await nextTurn();
  }
  const scale = (read === 0 ? 0 : size / read) * WORTH.phrase;
  for (const some of phrases.phrases()) {
    for (const { key, text, count } of some) {
      completions.add({ key, text, popularity: 0, weight: count * scale });
    }
    await nextTurn();
  }
}
