import type { Latents } from './latent.js';
import { Random, STREAM } from './random.js';
import { LEAVES, farLeaves, leafOf, type Leaf } from './taxonomy.js';
import { NAMES } from './vocabulary/people.js';
import { PERSONAS } from './vocabulary/personas.js';
import { PALETTES, SIZES, type Color, type Material, type Style } from './vocabulary/traits.js';

/** What a shopper truly likes and needs. */
export interface Shopper {
  /** Number, from 0. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** Kinds of things they buy; the earlier, the more often. */
  readonly needs: readonly Leaf[];
  readonly audience: 'women' | 'men';
  readonly kids: 'girls' | 'boys';
  /** Favourites, the most liked first. */
  readonly styles: readonly Style[];
  readonly colors: readonly Color[];
  readonly materials: readonly Material[];
  /** Names. */
  readonly brands: readonly string[];
  /** 0 cheap … 4 luxury: what they are used to pay. */
  readonly level: number;
  /** How much each side of a thing counts for them, about 1 each. */
  readonly weights: Readonly<Record<'brand' | 'style' | 'material' | 'color' | 'price', number>>;
  /** By size system. */
  readonly sizes: Readonly<Record<string, string>>;
}

const PERSONAL_SIZES = ['shoe', 'clothing', 'kids', 'bed', 'pet'] as const;

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** The shopper of that number, drawn from the seed alone; the first ones have drawn-up characters. */
export function shopperOf(latents: Latents, index: number): Shopper {
  const random = new Random(latents.seed, STREAM.shopper, index);
  const persona = PERSONAS[index];
  const needs = persona?.needs.map(leafOf) ?? drawNeeds(random);
  // Votes of the needs: a style that several of them know is likelier to be a favourite.
  const styles = unique(
    random.sample(
      needs.flatMap((leaf) => leaf.styles),
      12,
    ),
  ).slice(0, 2);
  const colors = unique(
    random.sample(
      needs.flatMap<Color>((leaf) => PALETTES[leaf.palette]),
      24,
    ),
  ).slice(0, 2);
  const materials = unique(needs.map((leaf) => random.pick(leaf.materials)));
  const taste = {
    audience: random.pick(['women', 'men'] as const),
    level: random.between(0, 4),
    styles,
    colors,
    materials,
    ...persona,
  };
  return {
    index,
    id: `shopper-${String(index + 1).padStart(4, '0')}`,
    name: persona?.name ?? random.pick(NAMES),
    needs,
    audience: taste.audience,
    kids: random.pick(['girls', 'boys'] as const),
    styles: taste.styles,
    colors: taste.colors,
    materials: taste.materials,
    brands: drawBrands(latents, needs, taste, random),
    level: taste.level,
    weights: {
      brand: random.between(0.9, 1.6),
      style: random.between(0.8, 1.5),
      material: random.between(0.6, 1.3),
      color: random.between(0.6, 1.3),
      price: random.between(0.4, 1),
    },
    sizes: Object.fromEntries(PERSONAL_SIZES.map((system) => [system, random.pick<string>(SIZES[system])])),
  };
}

/** Three kinds of things of one department or its complements, far enough from some others. */
function drawNeeds(random: Random): Leaf[] {
  for (;;) {
    const first = random.pick(LEAVES);
    const around = LEAVES.filter((leaf) => leaf !== first && leaf.department === first.department);
    const needs = [first, ...random.sample(around, 2)];
    if (farLeaves(needs).length > 0) return needs;
  }
}

/** One favourite maker a need: the one nearest in style and price, with some chance. Others of it follow. */
function drawBrands(
  latents: Latents,
  needs: readonly Leaf[],
  taste: { readonly styles: readonly Style[]; readonly level: number },
  random: Random,
): string[] {
  const favourites = needs.map((leaf) => {
    const scored = latents.brandsOf(leaf).map((brand) => ({
      name: brand.name,
      score:
        (taste.styles.includes(brand.style) ? 1 : 0) -
        0.5 * Math.abs(brand.level - taste.level) +
        0.5 * random.normal(),
    }));
    return scored.sort((a, b) => b.score - a.score).map((entry) => entry.name);
  });
  return unique([...favourites.map((names) => names[0] ?? ''), ...favourites.map((names) => names[1] ?? '')]);
}
