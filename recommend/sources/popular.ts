import type { Context } from '../context.js';
import { isWithin, listed } from '../listed.js';
import { popularity } from '../popularity.js';
import { WINDOW } from '../settings.js';
import type { Reason, Suggestion } from '../suggestion.js';

/** Most bought products that are looked through for those of one category. */
const MOST_BOUGHT = 500;

/** What sells and is liked best, in the whole shop or in one category; without purchases and ratings, what there is. */
export async function byPopularity(context: Context, category?: string): Promise<Suggestion[]> {
  const limits = {
    limit: category === undefined ? WINDOW : MOST_BOUGHT,
    least: context.settings.leastShoppers,
  };
  const [most = [], rated] = await Promise.all([
    context.purchases((counts, signal) => counts.mostBought(limits, { signal })),
    listed(context, { category, sort: 'ratingCount:desc', limit: WINDOW }),
  ]);
  const found = await context.ordinals(most.map(({ productId }) => productId));
  const buyers = new Map(
    most.flatMap(({ productId, buyers: count }) => {
      const ordinal = found.get(productId);
      return ordinal === undefined ? [] : [[ordinal, count] as const];
    }),
  );
  const ordinals = [...new Set([...buyers.keys(), ...rated])];
  if (ordinals.length === 0) return [];
  const columns = await context.products((products, signal) =>
    products.columns(Uint32Array.from(ordinals), { signal }),
  );
  return ordinals
    .flatMap((ordinal, row): Suggestion[] => {
      if (category !== undefined && !isWithin(columns.category[row], category)) return [];
      const standing = {
        buyers: buyers.get(ordinal) ?? 0,
        rating: columns.rating[row] ?? Number.NaN,
        ratingCount: columns.ratingCount[row] ?? Number.NaN,
      };
      const score = popularity(standing, most[0]?.buyers ?? 0);
      return [{ ordinal, score, reason: reasonOf(standing, category) }];
    })
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal)
    .slice(0, WINDOW);
}

function reasonOf(
  { buyers, rating }: { readonly buyers: number; readonly rating: number },
  category: string | undefined,
): Reason {
  if (buyers > 0) return { kind: category === undefined ? 'popular' : 'popular-in-category' };
  return { kind: rating >= 0 ? 'rated' : 'range' };
}
