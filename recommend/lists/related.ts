import { AisleError } from '../../base/index.js';
import type { RecommendedItem } from '../answer.js';
import { choose } from '../choose.js';
import type { Context } from '../context.js';
import type { Profile } from '../profile.js';
import type { RelatedRequest } from '../request.js';
import { accessories } from '../sources/accessories.js';
import { boughtTogether, rulesOf } from '../sources/basket.js';
import { bySimilarity } from '../sources/similar.js';
import { ownedBy } from './personal.js';

/** What is related to one product in the way asked for; never it or a variant of it. Throws `not_found`. */
export async function related(
  context: Context,
  { id, kind, size }: Pick<RelatedRequest, 'id' | 'kind' | 'size'>,
  profile: Profile | undefined,
): Promise<RecommendedItem[]> {
  const ordinal = (await context.ordinals([id])).get(id);
  const product = ordinal === undefined ? undefined : (await context.documents([ordinal])).get(ordinal);
  if (ordinal === undefined || product === undefined)
    throw new AisleError('not_found', `there is no product with the id ${JSON.stringify(id)}`);
  const without = [ordinal, ...ownedBy(context, profile)];
  if (kind === 'similar') {
    const suggestions = await bySimilarity(context, ordinal, product);
    return choose(context, suggestions, { size, without, diverse: false, unavailableToo: true });
  }
  const anchors = [{ productId: id, ordinal }];
  const rules = await rulesOf(context, anchors);
  if (kind === 'bought-together')
    return choose(context, boughtTogether(rules), { size, without, diverse: false });
  return choose(context, await accessories(context, anchors, rules), { size, without, diverse: true });
}
