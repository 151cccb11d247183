import { Breath } from '../../base/index.js';
import type { Product } from '../../catalog/index.js';
import { matchedFragment, matchedText, type Matched, type TextPart } from './parts.js';

/** Fields of a product in parts. The title always; of the others those that a word of the query is in. */
export type Highlights = Readonly<Record<string, readonly TextPart[]>>;

/** What is shown of a description or of bullet points. UTF-16 code units. */
const FRAGMENT = 160;

/**
 * Where the terms of a query stand in the products of a page, without holding up others. Of the bullet points of a
 * product the one that holds most of them is shown.
 */
export async function highlightAll(
  products: readonly Product[],
  terms: ReadonlySet<string>,
): Promise<readonly Highlights[]> {
  const breath = new Breath();
  const found: Highlights[] = [];
  for (const product of products) found.push(await highlight(product, terms, breath));
  return found;
}

async function highlight(product: Product, terms: ReadonlySet<string>, breath: Breath): Promise<Highlights> {
  const { title, brand, color, bullets = [], description } = product;
  await breath.draw();
  const found: Record<string, readonly TextPart[]> = { title: matchedText(title, terms).parts };
  const keep = (field: string, matched: Matched | undefined) => {
    if (matched !== undefined && matched.terms > 0) found[field] = matched.parts;
  };
  if (brand !== undefined) keep('brand', matchedText(brand, terms));
  if (color !== undefined) keep('color', matchedText(color, terms));
  const points: (Matched | undefined)[] = [];
  for (const bullet of bullets) {
    await breath.draw();
    points.push(matchedFragment(bullet, terms, FRAGMENT));
  }
  keep('bullets', best(points));
  await breath.draw();
  if (description !== undefined) keep('description', matchedFragment(description, terms, FRAGMENT));
  return found;
}

function best(found: readonly (Matched | undefined)[]): Matched | undefined {
  return found.reduce(
    (most, one) => (one !== undefined && (most === undefined || one.terms > most.terms) ? one : most),
    undefined,
  );
}
