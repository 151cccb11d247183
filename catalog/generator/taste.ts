import type { Latent } from './latent.js';
import type { Shopper } from './shopper.js';

/** 1 for the first favourite, less for each later one, 0 for the rest. */
const rank = (list: readonly string[], value: string | undefined, fade: number): number => {
  const at = value === undefined ? -1 : list.indexOf(value);
  return at < 0 ? 0 : fade ** at;
};

/** How much a shopper likes a product, whatever they look for: about −3 … 6. */
function liking(shopper: Shopper, latent: Latent): number {
  const { weights } = shopper;
  const size = shopper.sizes[latent.leaf.sizes];
  return (
    1.4 * weights.brand * rank(shopper.brands, latent.brand.name, 0.85) +
    1.2 * weights.style * rank(shopper.styles, latent.style, 0.8) +
    weights.material * rank(shopper.materials, latent.material, 0.9) +
    weights.color * rank(shopper.colors, latent.color, 0.8) -
    0.5 * weights.price * Math.abs(latent.level - shopper.level) +
    forWhom(shopper, latent) +
    (size !== undefined && size === latent.size ? 0.3 : 0)
  );
}

function forWhom(shopper: Shopper, latent: Latent): number {
  if (latent.audience === 'unisex') return 0;
  const own = latent.leaf.audience === 'kids' ? shopper.kids : shopper.audience;
  return latent.audience === own ? 0.3 : -1.5;
}

/** Likings in standard deviations about their mean: what a shopper compares are the things at hand. */
export function relativeLikings(shopper: Shopper, latents: readonly Latent[]): number[] {
  const all = latents.map((latent) => liking(shopper, latent));
  const mean = all.reduce((sum, x) => sum + x, 0) / Math.max(1, all.length);
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, all.length);
  const deviation = Math.sqrt(variance);
  return all.map((x) => (deviation < 1e-9 ? 0 : (x - mean) / deviation));
}
