import type { Context } from '../context.js';
import type { Product } from '../../catalog/index.js';
import { isAvailable } from '../choose.js';
import { WINDOW } from '../settings.js';
import type { Suggestion } from '../suggestion.js';

/** Cosines that differ by less say nothing of which is more alike: the price then decides. */
const STEP = 0.02;

/**
 * What could stand for a product: nearest by meaning, by words where there are no vectors. In the order to be shown: what
 * can be bought first, then likeness in steps, then the nearer price, then id.
 */
export async function bySimilarity(
  context: Context,
  ordinal: number,
  product: Product,
): Promise<Suggestion[]> {
  const rows = await context.meaning.rows([ordinal]);
  const row = rows?.get(ordinal);
  const near = row === undefined ? undefined : await context.meaning.nearest(row, WINDOW);
  const found =
    near === undefined
      ? await byWords(context, product)
      : Array.from(near.ordinals, (each, at) => ({ ordinal: each, score: near.cosines[at] as number }));
  const alike = found.filter((each) => each.ordinal !== ordinal && each.score > 0);
  const documents = await context.documents(alike.map((each) => each.ordinal));
  return alike
    .flatMap(({ ordinal: each, score }) => {
      const other = documents.get(each);
      if (other === undefined) return [];
      const order = [Number(!isAvailable(other)), -Math.round(score / STEP), priceGap(product, other)];
      return [
        {
          order,
          id: other.id,
          suggestion: { ordinal: each, score, reason: { kind: 'similar', to: ordinal } },
        },
      ] as const;
    })
    .sort((a, b) => compare(a.order, b.order) || (a.id < b.id ? -1 : 1))
    .map(({ suggestion }) => suggestion);
}

/** |ln p − ln p′|; a price that is not known, or in another currency, is the farthest. */
function priceGap(a: Product, b: Product): number {
  if (a.price === undefined || b.price === undefined || a.currency !== b.currency) return Infinity;
  if (a.price === 0 || b.price === 0) return a.price === b.price ? 0 : Infinity;
  return Math.abs(Math.log(a.price / b.price));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] as number;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** Members by the words of its title, brand and category; scores as shares of the best. */
async function byWords(
  context: Context,
  { title, brand, category }: Product,
): Promise<{ ordinal: number; score: number }[]> {
  const text = [title, brand, category?.at(-1)].filter((part) => part !== undefined).join(' ');
  const { words: policy } = context.settings;
  const answer = await context.products(async (products, signal) => {
    const words = await products.words(text, policy, { signal });
    return products.members(
      {
        members: { kind: 'union', words, byMeaning: new Uint32Array() },
        filters: [],
        facets: [],
        limit: WINDOW,
      },
      { signal },
    );
  });
  const best = answer.lexical.reduce((most, score) => Math.max(most, score), 0);
  return Array.from(answer.ordinals, (ordinal, at) => ({
    ordinal,
    score: best > 0 ? (answer.lexical[at] as number) / best : 0,
  }));
}
