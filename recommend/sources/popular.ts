import { isWithinCategory } from '../../mappings/index.js';
import type { Context } from '../context.js';
import { listed } from '../listed.js';
import { WINDOW } from '../settings.js';
import { standingOf } from '../standing.js';
import type { Reason, Suggestion } from '../suggestion.js';

/** What is wanted and liked best, in the whole shop or in one category; without events and ratings, what there is. */
export async function byPopularity(context: Context, category?: string): Promise<Suggestion[]> {
  const [popular, rated] = await Promise.all([
    context.popular({ limit: WINDOW, ...(category === undefined ? {} : { category }) }),
    listed(context, { category, sort: 'ratingCount:desc', limit: WINDOW }),
  ]);
  const counts = new Map(popular.map(({ ordinal, count }) => [ordinal, count]));
  const ordinals = [...new Set([...counts.keys(), ...rated])];
  if (ordinals.length === 0) return [];
  const columns = await context.products((products, signal) =>
    products.columns(Uint32Array.from(ordinals), { signal }),
  );
  return ordinals
    .flatMap((ordinal, row): Suggestion[] => {
      if (category !== undefined && !isWithinCategory(columns.category[row], category)) return [];
      const standing = {
        count: counts.get(ordinal) ?? 0,
        rating: columns.rating[row] ?? Number.NaN,
        ratingCount: columns.ratingCount[row] ?? Number.NaN,
      };
      const score = standingOf(standing, popular[0]?.count ?? 0);
      return [{ ordinal, score, reason: reasonOf(standing, category) }];
    })
    .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal)
    .slice(0, WINDOW);
}

function reasonOf(
  { count, rating }: { readonly count: number; readonly rating: number },
  category: string | undefined,
): Reason {
  if (count > 0) return { kind: category === undefined ? 'popular' : 'popular-in-category' };
  return { kind: rating >= 0 ? 'rated' : 'range' };
}
