import { BLOCK, Layout, type Place } from './layout.js';
import { Random, STREAM } from './random.js';
import type { Leaf } from './taxonomy.js';
import type { Brand } from './vocabulary/brands.js';
import type { Feature } from './vocabulary/features.js';
import {
  PALETTES,
  SIZES,
  type Audience,
  type Color,
  type Material,
  type Style,
} from './vocabulary/traits.js';

/** What a product truly is; its texts render this, with noise. */
export interface Latent {
  /** Number of the product in the catalogue. */
  readonly i: number;
  /** Number of the article's first product. */
  readonly article: number;
  readonly variants: number;
  readonly leaf: Leaf;
  readonly brand: Brand;
  readonly style: Style;
  readonly material: Material;
  readonly features: readonly Feature[];
  readonly audience: Audience;
  readonly color?: Color;
  readonly size?: string;
  /** 0 cheap … 4 luxury, continuous. */
  readonly level: number;
  /** 0 … 1 */
  readonly quality: number;
  /** Greater than 0, about 1: how much it is sold. */
  readonly popularity: number;
  /** USD */
  readonly price: number;
}

/** What the variants of an article share, and what is left to draw for each of them. */
interface Article {
  readonly article: number;
  readonly shared: Omit<Latent, 'i' | 'color' | 'size' | 'price'>;
  readonly basePrice: number;
  readonly byColor: boolean;
  readonly colors: readonly Color[];
  readonly sizes: readonly string[];
  readonly firstSize: number;
}

/** Draws what the products of one seed are. */
export class Latents {
  private readonly layout: Layout;
  private readonly brands = new Map<number, readonly Brand[]>();
  /** The one met last: variants follow one another. */
  private last: Article | undefined;

  constructor(readonly seed: number) {
    this.layout = new Layout(seed);
  }

  of(i: number): Latent {
    const place = this.layout.place(i);
    if (this.last?.article !== place.article) this.last = this.drawArticle(place);
    const { shared, basePrice, byColor, colors, sizes, firstSize } = this.last;
    const { variant } = place;
    const color = colors[byColor ? variant % Math.max(1, colors.length) : 0];
    const size = sizes[Math.min(sizes.length - 1, byColor ? firstSize : firstSize + variant)];
    const own = new Random(this.seed, STREAM.variant, i);
    return {
      i,
      ...shared,
      ...(color === undefined ? {} : { color }),
      ...(size === undefined ? {} : { size }),
      price: shelfPrice(basePrice * (byColor ? own.between(0.95, 1.05) : 1 + 0.08 * variant)),
    };
  }

  private drawArticle({ leaf, article, variants }: Place): Article {
    const random = new Random(this.seed, STREAM.article, article);
    const brand = random.pick(this.brandsOf(leaf));
    const style =
      leaf.styles.includes(brand.style) && random.chance(0.55) ? brand.style : random.pick(leaf.styles);
    const material = random.pick(leaf.materials);
    const features = random.sample(leaf.features, 1 + random.below(3));
    const audience = drawAudience(random, leaf);
    const level = clamp(brand.level + 0.6 * random.normal(), 0, 4);
    const quality = clamp(0.35 + 0.09 * level + 0.18 * random.normal(), 0, 1);
    const popularity = Math.exp(0.9 * random.normal());
    const [low, high] = leaf.price;
    const basePrice = low * (high / low) ** clamp((level + 0.25 * random.normal()) / 4, 0, 1);
    const palette: readonly Color[] = PALETTES[leaf.palette];
    const sizes: readonly string[] = SIZES[leaf.sizes];
    // An article varies in what a shopper chooses by: mostly colour, else size.
    const byColor = sizes.length === 0 || (palette.length > 0 && random.chance(0.7));
    const colors = random.sample(palette, byColor ? variants : 1);
    const firstSize = random.below(Math.max(1, sizes.length - (byColor ? 0 : variants - 1)));
    return {
      article,
      shared: {
        article,
        variants,
        leaf,
        brand,
        style,
        material,
        features,
        audience,
        level,
        quality,
        popularity,
      },
      basePrice,
      byColor,
      colors,
      sizes,
      firstSize,
    };
  }

  /** Every product of a leaf among the first `products`, in their order; lazily. */
  *ofLeaf(leaf: Leaf, products: number): Generator<Latent> {
    // A layout of its own: the walk and single look-ups would throw out each other's round.
    for (const block of new Layout(this.seed).blocksOf(leaf, products)) yield* this.ofBlock(block, products);
  }

  *ofBlock(block: number, products: number): Generator<Latent> {
    for (let i = block * BLOCK; i < Math.min(products, (block + 1) * BLOCK); i += 1) yield this.of(i);
  }

  /** Makers of a kind of thing: some of its family, the same ones throughout a seed. */
  brandsOf(leaf: Leaf): readonly Brand[] {
    let own = this.brands.get(leaf.index);
    if (own === undefined) {
      own = new Random(this.seed, STREAM.leafBrands, leaf.index).sample(leaf.brands, 7);
      this.brands.set(leaf.index, own);
    }
    return own;
  }
}

function drawAudience(random: Random, leaf: Leaf): Audience {
  const draw = random.next();
  if (leaf.audience === undefined) return 'unisex';
  if (leaf.audience === 'kids') return draw < 0.2 ? 'girls' : draw < 0.4 ? 'boys' : 'unisex';
  return draw < 0.42 ? 'women' : draw < 0.84 ? 'men' : 'unisex';
}

export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** To a price as shops write it: 7.49, 24.99, 129. */
function shelfPrice(price: number): number {
  if (price < 10) return Math.max(0.99, Math.round(price * 2) / 2 - 0.01);
  if (price < 100) return Math.round(price) - 0.01;
  return Math.round(price);
}
