import type { Product } from '../catalog/index.js';
import { productIdentifiers, type WordsPlan } from '../engines/products/index.js';
import { analyse, analyseQuery, identifierKey } from '../mappings/index.js';

/** The query's words that a product holds, as they were typed: what a shopper is told. */
export function matchedWords(words: WordsPlan['words'], product: Product): string[] {
  if (words.length === 0) return [];
  const { title, brand, color, category = [], bullets = [], description } = product;
  const text = [title, brand, color, ...category, ...bullets, description].filter(
    (part) => part !== undefined,
  );
  const held = new Set(text.flatMap((part) => analyse(part)));
  const identifiers = productIdentifiers(product);
  const holds = (word: string) =>
    analyseQuery(word).some(
      ({ terms, identifier }) =>
        terms.some((term) => held.has(term)) || (identifier && identifiers.has(identifierKey(word) ?? '')),
    );
  const holdsWhole = (phrase: string) =>
    analyseQuery(phrase).every(({ terms }) => terms.some((term) => held.has(term)));
  return words
    .filter(
      ({ word, standsFor = [], synonyms = [] }) =>
        [word, ...standsFor].some(holds) || synonyms.some(holdsWhole),
    )
    .map(({ word }) => word);
}
