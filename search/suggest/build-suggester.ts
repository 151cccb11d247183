import { setImmediate as nextTurn } from 'node:timers/promises';
import { inSlices } from '../../base/index.js';
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

/** Names, and titles, that are looked at before others get their turn. */
const NAMES = 500;
const TITLES = 100;
/** A name says more than a phrase that as many products have. */
const WORTH = { category: 4, brand: 3, phrase: 1 } as const;

/** Reads a generation's names and titles in small steps, so that queries are answered meanwhile. */
export async function buildSuggester(
  generation: Pick<Generation, 'products' | 'names' | 'titles'>,
): Promise<Suggester> {
  const { names } = generation;
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
  await addPhrases(generation, completions);
  return { completions, categories };
}

async function addPhrases(
  { products, titles }: Pick<Generation, 'products' | 'titles'>,
  completions: CompletionIndex,
): Promise<void> {
  const phrases = new TitlePhrases();
  const read = await titles();
  await inSlices(read, TITLES, ({ title }) => phrases.add(title));
  const scale = (read.length === 0 ? 0 : products.size / read.length) * WORTH.phrase;
  for (const some of phrases.phrases()) {
    for (const { key, text, count } of some) {
      completions.add({ key, text, popularity: 0, weight: count * scale });
    }
    await nextTurn();
  }
}
