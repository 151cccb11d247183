import type { RecommendedItem } from '../answer.js';
import { choose } from '../choose.js';
import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import { bySequence } from '../sources/sequence.js';
import { byPopularity } from '../sources/popular.js';
import { nearHistory } from '../sources/taste.js';
import { HOME_WEIGHTS } from '../weights.js';
import { mix } from '../suggestion.js';
import { ownedBy, personal } from './personal.js';

/** Categories whose favourites are looked at, those of most of the history. */
const CATEGORIES = 3;

/**
 * What a shopper may want next: those who had the same took it, it lies near their history, it is to their taste. Where
 * less is known the next source carries the list: the favourites of their categories, then the shop's.
 */
export async function home(
  context: Context,
  profile: Profile | undefined,
  size: number,
): Promise<RecommendedItem[]> {
  const [popular, sequence, near, ...kinds] = await Promise.all([
    byPopularity(context),
    bySequence(context, profile?.items ?? []),
    profile === undefined ? [] : nearHistory(context, profile),
    ...favourites(profile).map((category) => byPopularity(context, category)),
  ]);
  const found = [...sequence, ...kinds.flat()].map(({ ordinal }) => ordinal);
  const suits = await personal(context, profile, [...new Set([...near, ...found])]);
  const suggestions = mix([
    { weight: HOME_WEIGHTS.sequence, suggestions: sequence },
    ...suits,
    ...kinds.map((each) => ({ weight: HOME_WEIGHTS.kinds, suggestions: each })),
    { weight: HOME_WEIGHTS.popular, suggestions: popular },
  ]);
  return choose(context, suggestions, { size, without: seen(context, profile), diverse: true });
}

/** What they have in hand needs no recommendation: neither what they bought nor what they last looked at. */
function seen(context: Context, profile: Profile | undefined): readonly number[] {
  const owned = ownedBy(context, profile);
  const looked = (profile?.items ?? [])
    .filter(({ type }) => type !== 'purchase' && type !== 'rating')
    .map(({ ordinal }) => ordinal);
  return [...owned, ...looked];
}

function favourites(profile: Profile | undefined): string[] {
  return [...(profile?.taste.categories ?? [])]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, CATEGORIES)
    .map(([category]) => category);
}
