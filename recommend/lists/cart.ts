import type { RecommendedItem } from '../answer.js';
import { choose } from '../choose.js';
import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import { accessories } from '../sources/accessories.js';
import { boughtTogether, rulesOf } from '../sources/basket.js';
import { mix } from '../suggestion.js';
import { ownedBy } from './personal.js';

const WEIGHTS = { together: 1, accessories: 0.7 };

/** What goes with a whole basket; none of what lies in it. Ids that the catalogue does not hold say nothing. */
export async function cart(
  context: Context,
  profile: Profile | undefined,
  items: readonly string[],
  size: number,
): Promise<RecommendedItem[]> {
  const held = await context.ordinals([...new Set(items)]);
  const anchors = [...held].map(([productId, ordinal]) => ({ productId, ordinal }));
  const rules = await rulesOf(context, anchors);
  const suggestions = mix([
    { weight: WEIGHTS.together, suggestions: boughtTogether(rules) },
    { weight: WEIGHTS.accessories, suggestions: await accessories(context, anchors, rules) },
  ]);
  const without = [...anchors.map(({ ordinal }) => ordinal), ...ownedBy(context, profile)];
  return choose(context, suggestions, { size, without, diverse: true });
}
