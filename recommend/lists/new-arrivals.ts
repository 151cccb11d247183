import type { RecommendedItem } from '../answer.js';
import { choose } from '../choose.js';
import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import { byNewness } from '../sources/newest.js';
import { mix } from '../suggestion.js';
import { ownedBy, personal } from './personal.js';

/** Small beside the shopper's: all candidates are new, and for nobody it is the only one. */
const WEIGHTS = { newness: 0.3 };

/** The newest products, those first that are near to the shopper; for nobody the newest first. */
export async function newArrivals(
  context: Context,
  profile: Profile | undefined,
  size: number,
): Promise<RecommendedItem[]> {
  const newest = await byNewness(context);
  const suits = await personal(
    context,
    profile,
    newest.map(({ ordinal }) => ordinal),
  );
  const suggestions = mix([{ weight: WEIGHTS.newness, suggestions: newest }, ...suits]);
  return choose(context, suggestions, {
    size,
    without: ownedBy(context, profile),
    diverse: profile !== undefined,
  });
}
