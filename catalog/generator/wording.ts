import type { Random } from './random.js';
import { STYLES, type Audience } from './vocabulary/traits.js';
import type { Latent } from './latent.js';

const VOWELS = 'aeiou';

/** One misspelling in one longer word: two letters swapped, one lost, one doubled, or a wrong vowel. */
export function misspell(text: string, random: Random): string {
  const words = text.split(' ');
  const long = words.flatMap((word, k) => (/^[A-Za-z-]{5,}$/.test(word) ? [k] : []));
  if (long.length === 0) return text;
  const at = random.pick(long);
  const word = words[at] ?? '';
  const k = 1 + random.below(word.length - 2);
  const here = word[k] ?? '';
  const next = word[k + 1] ?? '';
  const head = word.slice(0, k);
  switch (random.below(4)) {
    case 0:
      words[at] = head + next + here + word.slice(k + 2);
      break;
    case 1:
      words[at] = head + word.slice(k + 1);
      break;
    case 2:
      words[at] = head + here + word.slice(k);
      break;
    default:
      words[at] =
        head + (VOWELS.includes(here) ? random.pick(Array.from(VOWELS)) : here + here) + word.slice(k + 1);
  }
  return words.join(' ');
}

export const titleCase = (text: string): string =>
  text.replace(/(^|[\s/-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

const SINGULAR: readonly [RegExp, string][] = [
  [/shelves$/, 'shelf'],
  [/knives$/, 'knife'],
  [/mice$/, 'mouse'],
  [/(ch|sh|ss|x)es$/, '$1'],
  [/(blender|spoon|[a-z])s$/, '$1'],
];
/** Things that come in pairs, or whose name has no singular people would say. */
const PLURAL =
  /(?:shoes|runners|boots|socks|jeans|pants|tights|leggings|trousers|headphones|cans|sneakers|slippers|sandals|mules|oxfords|lace-ups|shears|secateurs|clippers|weights|dumbbells|blocks|bricks|stockings|poles|hiking sticks|meals|lights)$/;

/** As a title names one article: `coffee tables` → `coffee table`. */
export function singular(noun: string): string {
  if (PLURAL.test(noun)) return noun;
  for (const [pattern, replacement] of SINGULAR) {
    if (pattern.test(noun)) return noun.replace(pattern, replacement);
  }
  return noun;
}

const AUDIENCE_TITLE: Readonly<Record<Audience, string>> = {
  women: "Women's",
  men: "Men's",
  unisex: '',
  girls: "Girls'",
  boys: "Boys'",
};
export const audienceTitle = (latent: Latent): string => AUDIENCE_TITLE[latent.audience];

/** The words of an article, the same for all its variants: a maker names a thing once. */
export interface Wording {
  readonly noun: string;
  readonly style: string;
  readonly line: string;
}

export const drawWording = (latent: Latent, random: Random, lines: readonly string[]): Wording => ({
  noun: singular(random.form(latent.leaf.nouns, 0.6)),
  style: random.form(STYLES[latent.style], 0.7),
  line: random.pick(lines) + (random.chance(0.3) ? ` ${2 + random.below(7)}` : ''),
});
