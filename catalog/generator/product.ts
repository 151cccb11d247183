import type { AttributeValue, Availability, Product } from '../product.js';
import type { Latent, Latents } from './latent.js';
import { Random, STREAM } from './random.js';
import { FEATURES } from './vocabulary/features.js';
import { MATERIALS, STYLES } from './vocabulary/traits.js';
import { renderArticle, renderVariant, type ArticleText } from './product-text.js';

/** `P0000001`: the order of the ids is the order of the numbers for the first ten million. */
export const productId = (i: number): string => `P${String(i + 1).padStart(7, '0')}`;

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2023, 0, 1);
const DAYS = 1_090;

/** What a shop lists for all variants of an article. */
interface ArticleRow {
  readonly article: number;
  readonly text: ArticleText;
  /** In the order in which a row shows them. */
  readonly brand: Pick<Product, 'brand'>;
  readonly rating: Pick<Product, 'rating' | 'ratingCount'>;
  readonly attributes: Pick<Product, 'attributes'>;
  readonly createdAt: string;
}

/** The products of a seed, as a shop would list them. */
export class Products {
  /** The one met last: variants follow one another. */
  private last: ArticleRow | undefined;

  constructor(private readonly latents: Latents) {}

  of(i: number): Product {
    const { seed } = this.latents;
    const latent = this.latents.of(i);
    if (this.last?.article !== latent.article) this.last = articleRow(latent, seed);
    const { text, brand, rating, attributes, createdAt } = this.last;
    const { title, color, size } = renderVariant(text, latent, seed);
    return {
      id: productId(i),
      title,
      ...brand,
      category: latent.leaf.category,
      ...(text.description === undefined ? {} : { description: text.description }),
      bullets: text.bullets,
      ...(color === undefined ? {} : { color }),
      ...(size === undefined ? {} : { size }),
      price: latent.price,
      currency: 'USD',
      ...rating,
      availability: availabilityOf(new Random(seed, STREAM.variant, i, 1)),
      ...(latent.variants === 1 ? {} : { groupId: `G${productId(latent.article).slice(1)}` }),
      ...attributes,
      createdAt,
    };
  }
}

function articleRow(latent: Latent, seed: number): ArticleRow {
  const text = renderArticle(latent, seed);
  const random = new Random(seed, STREAM.article, latent.article, 1);
  const created = FIRST_DAY + random.below(DAYS) * DAY + random.below(DAY);
  const rating = Math.min(5, Math.max(1, 2.6 + 2.2 * latent.quality + 0.25 * random.normal()));
  const ratingCount = Math.round(40 * latent.popularity ** 1.6 * random.between(0.5, 1.5));
  const attributes = attributesOf(latent, text.line, random);
  return {
    article: latent.article,
    text,
    brand: random.chance(0.97) ? { brand: latent.brand.name } : {},
    rating: ratingCount === 0 ? {} : { rating: Math.round(rating * 10) / 10, ratingCount },
    attributes: Object.keys(attributes).length === 0 ? {} : { attributes },
    createdAt: new Date(created).toISOString(),
  };
}

/** Specifications bear the plain names; one in twelve was not filled in. */
function attributesOf(latent: Latent, line: string, random: Random): Record<string, AttributeValue> {
  const all: [string, AttributeValue][] = [
    ['material', MATERIALS[latent.material][0]],
    ['style', STYLES[latent.style][0]],
    ['features', latent.features.map((feature) => FEATURES[feature].forms[0])],
    ['line', line],
  ];
  if (latent.leaf.audience !== undefined) all.push(['audience', latent.audience]);
  return Object.fromEntries(all.filter(() => random.chance(11 / 12)));
}

function availabilityOf(random: Random): Availability {
  const draw = random.next();
  if (draw < 0.92) return 'in_stock';
  return draw < 0.97 ? 'out_of_stock' : draw < 0.99 ? 'backorder' : 'preorder';
}
