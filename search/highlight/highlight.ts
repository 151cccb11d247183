import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Product } from '../../catalog/index.js';
import { matchedFragment, matchedText, type Matched, type TextPart } from './parts.js';

/** Fields of a product in parts. The title always; of the others those that a word of the query is in. */
export type Highlights = Readonly<Record<string, readonly TextPart[]>>;

/** What is shown of a description or of bullet points. UTF-16 code units. */
const FRAGMENT = 160;
/** Other requests get their turn after so much work. Milliseconds. */
const TURN = 8;

/** Where the terms of a query stand in a product. Of the bullet points the one that holds most of them is shown. */
export function highlight(product: Product, terms: ReadonlySet<string>): Highlights {
  const { title, brand, color, bullets = [], description } = product;
  const found: Record<string, readonly TextPart[]> = { title: matchedText(title, terms).parts };
  const keep = (field: string, matched: Matched | undefined) => {
    if (matched !== undefined && matched.terms > 0) found[field] = matched.parts;
  };
  if (brand !== undefined) keep('brand', matchedText(brand, terms));
  if (color !== undefined) keep('color', matchedText(color, terms));
  keep('bullets', best(bullets.map((bullet) => matchedFragment(bullet, terms, FRAGMENT))));
  if (description !== undefined) keep('description', matchedFragment(description, terms, FRAGMENT));
  return found;
}

/** The same for the hits of a page, without holding up others. */
export async function highlightAll(
  products: readonly Product[],
  terms: ReadonlySet<string>,
): Promise<readonly Highlights[]> {
  const found: Highlights[] = [];
  let since = performance.now();
  for (const product of products) {
    if (performance.now() - since > TURN) {
      await nextTurn();
      since = performance.now();
    }
    found.push(highlight(product, terms));
  }
  return found;
}

function best(found: readonly (Matched | undefined)[]): Matched | undefined {
  return found.reduce(
    (most, one) => (one !== undefined && (most === undefined || one.terms > most.terms) ? one : most),
    undefined,
  );
}
