import type { Availability, Product } from '../catalog/index.js';
import type { RecommendedItem } from './answer.js';
import type { Context } from './context.js';
import { diversify } from './diversify.js';
import { sentence } from './sentence.js';
import { WINDOW } from './settings.js';
import type { Suggestion } from './suggestion.js';

export interface ListWish {
  readonly size: number;
  /** Ordinals that must not come, nor their variants. */
  readonly without: readonly number[];
  /** Whether the list mixes: MMR and the limit of a brand. Else the order given stands. */
  readonly diverse: boolean;
  /** Whether what cannot be bought now may come, as it does where it is the list's order that puts it last. */
  readonly unavailableToo?: boolean;
}

const UNAVAILABLE: ReadonlySet<Availability> = new Set(['out_of_stock', 'discontinued']);

/** Whether it can be bought, as far as is known. */
export function isAvailable({ availability }: Product): boolean {
  return availability === undefined || !UNAVAILABLE.has(availability);
}

/** The best suggestions as a list: each product once, of variants the best, each with its reason as a sentence. */
export async function choose(
  context: Context,
  suggestions: readonly Suggestion[],
  wish: ListWish,
): Promise<RecommendedItem[]> {
  const window = suggestions.slice(0, WINDOW + wish.without.length);
  const named = window.flatMap(({ reason }) => ('to' in reason ? [reason.to] : []));
  const documents = await context.documents([
    ...window.map(({ ordinal }) => ordinal),
    ...wish.without,
    ...named,
  ]);
  const fit = fitting(window, documents, wish);
  const order = wish.diverse ? await diverse(context, fit, documents, wish) : fit.slice(0, wish.size);
  const best = order.reduce((most, { score }) => Math.max(most, score), 0);
  return order.flatMap(({ ordinal, score, reason }) => {
    const product = documents.get(ordinal);
    if (product === undefined) return [];
    const about = 'to' in reason ? documents.get(reason.to) : undefined;
    return [{ id: product.id, score: score / best, product, reason: sentence(reason, product, about) }];
  });
}

function fitting(
  window: readonly Suggestion[],
  documents: ReadonlyMap<number, Product>,
  { without, unavailableToo = false }: ListWish,
): Suggestion[] {
  const groupOf = (ordinal: number) => documents.get(ordinal)?.groupId;
  const taken = new Set<number | string>();
  const take = (ordinal: number) => {
    const group = groupOf(ordinal);
    const fresh = !taken.has(ordinal) && (group === undefined || !taken.has(group));
    taken.add(ordinal);
    if (group !== undefined) taken.add(group);
    return fresh;
  };
  without.forEach(take);
  return window.filter(({ ordinal }) => {
    const product = documents.get(ordinal);
    return product !== undefined && (unavailableToo || isAvailable(product)) && take(ordinal);
  });
}

async function diverse(
  { meaning, settings }: Context,
  fit: readonly Suggestion[],
  documents: ReadonlyMap<number, Product>,
  { size }: ListWish,
): Promise<Suggestion[]> {
  const rows = await meaning.rows(fit.map(({ ordinal }) => ordinal));
  const chosen = diversify(
    fit.map(({ ordinal, score }) => ({
      relevance: score,
      vector: rows?.get(ordinal),
      brand: documents.get(ordinal)?.brand,
    })),
    { size, relevance: settings.relevance, perBrand: settings.perBrand },
  );
  return chosen.flatMap((at) => fit[at] ?? []);
}
