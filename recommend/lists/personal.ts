import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import { byAffinity, byTaste } from '../sources/taste.js';
import { HOME_WEIGHTS } from '../weights.js';
import type { WeightedSource } from '../suggestion.js';

/** How given products suit the shopper; nothing for nobody, so that the order is the others'. */
export async function personal(
  context: Context,
  profile: Profile | undefined,
  ordinals: readonly number[],
): Promise<WeightedSource[]> {
  if (profile === undefined) return [];
  const [taste, affinity] = await Promise.all([
    byTaste(context, profile, ordinals),
    byAffinity(context, profile, ordinals),
  ]);
  return [
    { weight: HOME_WEIGHTS.taste, suggestions: taste },
    { weight: HOME_WEIGHTS.affinity, suggestions: affinity },
  ];
}

/** What a shopper is not shown again: what they bought, unless the shop's goods are bought again and again. */
export function ownedBy({ settings }: Context, profile: Profile | undefined): readonly number[] {
  return settings.repurchase ? [] : (profile?.owned ?? []);
}
