import { clamp, type Latent } from './latent.js';
import type { Random } from './random.js';
import type { Leaf } from './taxonomy.js';
import type { Brand } from './vocabulary/brands.js';
import { FEATURES, type Feature } from './vocabulary/features.js';
import {
  COLORS,
  MATERIALS,
  STYLES,
  type Audience,
  type Color,
  type Material,
  type Style,
} from './vocabulary/traits.js';
import { misspell, singular } from './wording.js';

/** What a search is for: a kind of thing, and what it must be besides. */
export interface Need {
  readonly leaf: Leaf;
  readonly audience?: Audience;
  readonly feature?: Feature;
  readonly material?: Material;
  readonly style?: Style;
  readonly color?: Color;
  readonly brand?: Brand;
}

/** How much of what is asked a product has, 0 … 1; 0 for another kind of thing, 1 where all holds. */
export function match(need: Need, latent: Latent): number {
  if (latent.leaf !== need.leaf) return 0;
  const asked = [
    need.audience === undefined || latent.audience === need.audience || latent.audience === 'unisex',
    need.feature === undefined || latent.features.includes(need.feature),
    need.material === undefined || latent.material === need.material,
    need.style === undefined || latent.style === need.style,
    need.color === undefined || latent.color === need.color,
    need.brand === undefined || latent.brand === need.brand,
  ];
  return clamp(1 - 0.3 * asked.filter((holds) => !holds).length, 0.1, 1);
}

const WHO: Readonly<Record<Audience, readonly string[]>> = {
  women: ['women', "women's", 'ladies', 'for her'],
  men: ['men', "men's", 'gents', 'for him'],
  unisex: [''],
  girls: ['girls', 'for girls'],
  boys: ['boys', 'for boys'],
};

const PHRASE = /^(?:for|that|with|without|against|to|in|where|not|powered|safe|good|soft|easy) /;

/**
 * Renders a need as people type it: lower case, synonyms, a property by its name or by what it is for, the
 * words in any order, one query in twelve misspelt.
 */
export function renderQuery(need: Need, random: Random): string {
  const plural = random.form(need.leaf.nouns, 0.55);
  const noun = random.chance(0.4) ? singular(plural) : plural;
  const before: string[] = [];
  const after: string[] = [];
  const say = (word: string) => (random.chance(0.75) ? before : after).push(word);
  if (need.brand !== undefined) say(need.brand.name);
  if (need.color !== undefined) say(random.form(COLORS[need.color], 0.75));
  if (need.style !== undefined) say(random.form(STYLES[need.style], 0.65));
  if (need.material !== undefined) say(random.form(MATERIALS[need.material], 0.75));
  if (need.feature !== undefined) {
    const words = FEATURES[need.feature];
    if (random.chance(0.65)) say(random.form(words.forms, 0.65));
    else after.push(random.pick(words.needs));
  }
  if (need.audience !== undefined) {
    const who = random.pick(WHO[need.audience]);
    if (!who.startsWith('for') && random.chance(0.6)) before.unshift(who);
    else after.push(who);
  }
  // What is said with a preposition stands last, as in "red shoes women for rain".
  const sorted = [...after].sort((a, b) => Number(PHRASE.test(a)) - Number(PHRASE.test(b)));
  const text = [...before, noun, ...sorted]
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase();
  return random.chance(1 / 12) ? misspell(text, random) : text;
}

/** What people name most stands twice. */
const ASKED = ['feature', 'audience', 'color', 'material', 'style', 'brand', 'feature', 'audience'] as const;
type Asked = (typeof ASKED)[number];

/** Asks for `n` things that a product has, of the kinds that people ask for. */
export function needFor(latent: Latent, n: number, random: Random, kinds: readonly Asked[] = ASKED): Need {
  const asked = [...new Set(random.sample(kinds, kinds.length))]
    .flatMap((kind): Partial<Need>[] => {
      switch (kind) {
        case 'audience':
          return latent.audience === 'unisex' ? [] : [{ audience: latent.audience }];
        case 'feature':
          return [{ feature: random.pick(latent.features) }];
        case 'color':
          return latent.color === undefined ? [] : [{ color: latent.color }];
        case 'material':
          return [{ material: latent.material }];
        case 'style':
          return [{ style: latent.style }];
        case 'brand':
          return [{ brand: latent.brand }];
      }
    })
    .slice(0, n);
  return Object.assign({ leaf: latent.leaf }, ...asked) as Need;
}
