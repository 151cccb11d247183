import type { ShopperNames } from '../engines/state/index.js';
import type { Lease } from '../indexer/index.js';
import type { RecommendationsAnswer, RecommendedItem, RelatedAnswer, Source } from './answer.js';
import { Context, type ContextParts } from './context.js';
import { cart } from './lists/cart.js';
import { home } from './lists/home.js';
import { newArrivals } from './lists/new-arrivals.js';
import { related } from './lists/related.js';
import { withinCategory } from './lists/within-category.js';
import { profileOf, type Profile } from './profile.js';
import type { RecommendationsRequest, RelatedRequest } from './request.js';

/** Lists of products that nobody searched for. */
export interface Recommend {
  /** Products related to one. Throws `not_found`, `unavailable`, and what the product index throws. */
  related(request: RelatedRequest): Promise<RelatedAnswer>;
  /** Products for a place in the shop. Throws `unavailable`, and what the product index throws. */
  recommendations(request: RecommendationsRequest): Promise<RecommendationsAnswer>;
}

export interface RecommendParts extends Omit<ContextParts, 'generation'> {
  /** The live generation, kept open until released. Throws `unavailable`. */
  readonly generation: () => Promise<Lease>;
}

export function createRecommend(parts: RecommendParts): Recommend {
  const answer = async (
    names: ShopperNames,
    list: (context: Context, profile: Profile | undefined) => Promise<RecommendedItem[]>,
  ) => {
    const start = performance.now();
    const lease = await parts.generation();
    try {
      const context = new Context({ ...parts, generation: lease.generation });
      const items = await list(context, await profileOf(context, await context.shopper(names)));
      return {
        items,
        ...said(context.failed),
        generation: lease.generation.id,
        tookMs: Math.round((performance.now() - start) * 100) / 100,
      };
    } finally {
      lease.release();
    }
  };
  return {
    related: async (request) => ({
      ...(await answer(request, (context, profile) => related(context, request, profile))),
      kind: request.kind,
    }),
    recommendations: async (request) => ({
      ...(await answer(request, (context, profile) => placed(context, profile, request))),
      placement: request.placement,
    }),
  };
}

function placed(
  context: Context,
  profile: Profile | undefined,
  { placement, size, items = [], category = '' }: RecommendationsRequest,
): Promise<RecommendedItem[]> {
  switch (placement) {
    case 'home':
      return home(context, profile, size);
    case 'cart':
      return cart(context, profile, items, size);
    case 'new':
      return newArrivals(context, profile, size);
    case 'category':
      return withinCategory(context, profile, category, size);
  }
}

function said(failed: ReadonlySet<Source>): { readonly degraded?: readonly Source[] } {
  return failed.size === 0 ? {} : { degraded: [...failed].sort() };
}
