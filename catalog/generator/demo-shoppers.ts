import { Latents } from './latent.js';
import { checkedOptions } from './options.js';
import { shopperOf, type Shopper } from './shopper.js';
import { PERSONAS } from './vocabulary/personas.js';
import { COLORS, MATERIALS, STYLES } from './vocabulary/traits.js';

/** A shopper worth switching to. */
export interface DemoShopper {
  /** `user_id` of their events. */
  readonly id: string;
  readonly name: string;
  /** One sentence of their taste. */
  readonly about: string;
  /** Searches in which their taste shows. */
  readonly tryQueries: readonly string[];
}

/** A few shoppers in pairs: the same needs, different tastes. Their ids have events in the written file. */
export function demoShoppers(options: { products: number; seed: number }): DemoShopper[] {
  const { seed, shoppers } = checkedOptions(options);
  const latents = new Latents(seed);
  return Array.from({ length: Math.min(PERSONAS.length, shoppers) }, (_, k) =>
    introduce(shopperOf(latents, k)),
  );
}

const and = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const PRICES = ['low', 'modest', 'middling', 'high', 'top'] as const;

/** A shopper in words, from what they truly like. */
export function introduce(shopper: Shopper): DemoShopper {
  const things = shopper.needs.map((leaf) => leaf.nouns[0] ?? leaf.key);
  const styles = shopper.styles.map((style) => STYLES[style][0].toLowerCase());
  const colors = shopper.colors.map((color) => COLORS[color][0].toLowerCase());
  const materials = shopper.materials.slice(0, 2).map((material) => MATERIALS[material][0].toLowerCase());
  const inColor = colors.length === 0 ? '' : ` in ${and(colors)}`;
  const price = PRICES[Math.round(shopper.level)] ?? 'middling';
  return {
    id: shopper.id,
    name: shopper.name,
    about:
      `Buys ${and(things)}; likes ${and(styles)} things${inColor}, of ${and(materials)}, ` +
      `best of all by ${and(shopper.brands.slice(0, 2))}, at ${price} prices.`,
    tryQueries: things,
  };
}
