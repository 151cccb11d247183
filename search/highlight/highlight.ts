import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Product } from '../../catalog/index.js';
import { matchedFragment, matchedText, type Matched, type TextPart } from './parts.js';

/** Fields of a product in parts. The title always; of the others those that a word of the query is in. */
export type Highlights = Readonly<Record<string, readonly TextPart[]>>;

/** What is shown of a description or of bullet points. UTF-16 code units. */
const FRAGMENT = 160;
/** Other requests get their turn after so much work. Milliseconds. */
const TURN = 8;

/**
 * Where the terms of a query stand in the products of a page, without holding up others. Of the bullet points of a
 * product the one that holds most of them is shown.
 */
export async function highlightAll(
  products: readonly Product[],
  terms: ReadonlySet<string>,
): Promise<readonly Highlights[]> {
  const turn = new Turn();
  const found: Highlights[] = [];
  for (const product of products) found.push(await highlight(product, terms, turn));
  return found;
}

async function highlight(product: Product, terms: ReadonlySet<string>, turn: Turn): Promise<Highlights> {
  const { title, brand, color, bullets = [], description } = product;
  if (turn.over) await turn.next();
  const found: Record<string, readonly TextPart[]> = { title: matchedText(title, terms).parts };
  const keep = (field: string, matched: Matched | undefined) => {
    if (matched !== undefined && matched.terms > 0) found[field] = matched.parts;
  };
  if (brand !== undefined) keep('brand', matchedText(brand, terms));
  if (color !== undefined) keep('color', matchedText(color, terms));
  const points: (Matched | undefined)[] = [];
  for (const bullet of bullets) {
    if (turn.over) await turn.next();
    points.push(matchedFragment(bullet, terms, FRAGMENT));
  }
  keep('bullets', best(points));
  if (turn.over) await turn.next();
  if (description !== undefined) keep('description', matchedFragment(description, terms, FRAGMENT));
  return found;
}

/** The time that work may take before others are let in. */
class Turn {
  #since = performance.now();

  get over(): boolean {
    return performance.now() - this.#since > TURN;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}

function best(found: readonly (Matched | undefined)[]): Matched | undefined {
  return found.reduce(
    (most, one) => (one !== undefined && (most === undefined || one.terms > most.terms) ? one : most),
    undefined,
  );
}
