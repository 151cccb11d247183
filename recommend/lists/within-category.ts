import type { RecommendedItem } from '../answer.js';
import { choose } from '../choose.js';
import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import { byPopularity } from '../sources/popular.js';
import { mix } from '../suggestion.js';
import { ownedBy, personal } from './personal.js';

const WEIGHTS = { popular: 1 };

/** The favourites of a category, those first that suit the shopper. */
export async function withinCategory(
  context: Context,
  profile: Profile | undefined,
  category: string,
  size: number,
): Promise<RecommendedItem[]> {
  const popular = await byPopularity(context, category);
  const suits = await personal(
    context,
    profile,
    popular.map(({ ordinal }) => ordinal),
  );
  const suggestions = mix([{ weight: WEIGHTS.popular, suggestions: popular }, ...suits]);
  return choose(context, suggestions, { size, without: ownedBy(context, profile), diverse: true });
}
