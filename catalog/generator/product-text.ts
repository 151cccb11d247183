import { Random, STREAM } from './random.js';
import type { Latent } from './latent.js';
import { FEATURES } from './vocabulary/features.js';
import { LINES } from './vocabulary/people.js';
import { COLORS, MATERIALS, type SizeSystem } from './vocabulary/traits.js';
import { audienceTitle, drawWording, misspell, titleCase } from './wording.js';

/** The noisy words that all variants of an article share. */
export interface ArticleText {
  /** Title without colour and size. */
  readonly base: string;
  /** Whether the title goes on to name the colour. */
  readonly saysColor: boolean;
  readonly description?: string;
  readonly bullets: readonly string[];
  readonly line: string;
}

/** The words of one variant. */
interface VariantText {
  readonly title: string;
  readonly color?: string;
  readonly size?: string;
}

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

const sizeWords = (system: SizeSystem, size: string): string =>
  system === 'shoe' || system === 'kids' || system === 'clothing' || system === 'pet' ? `Size ${size}` : size;

/**
 * Renders what an article is. Nothing is always said: one word in four is missing from the title, synonyms
 * stand in for names, one title in fifty is misspelt, and makers order their words differently. The words
 * are drawn from the article's own key, so variants differ in colour and size alone.
 */
export function renderArticle(latent: Latent, seed: number): ArticleText {
  const random = new Random(seed, STREAM.wording, latent.article);
  const { noun, style, line } = drawWording(latent, random, LINES);
  const name = titleCase(noun);
  const material = random.form(MATERIALS[latent.material], 0.7);
  const features = latent.features.map((feature) => random.form(FEATURES[feature].forms, 0.65));
  const said = <T>(value: T, p: number): T | '' => (random.chance(p) ? value : '');

  const brand = latent.brand.name;
  const who = said(audienceTitle(latent), 0.95);
  const adjective = said(features[0] ?? '', 0.75);
  const look = said(style, 0.6);
  const stuff = said(material, 0.6);
  const maker = said(brand, 0.96);
  const model = said(line, 0.5);
  const base = pickOrder(random, { maker, model, who, adjective, look, stuff, name });
  const misspelt = random.chance(0.02) ? misspell(base, random) : base;
  const saysColor = random.chance(0.9);

  const uses = random.sample(latent.leaf.uses, 2);
  const bullets = random.sample(
    [
      ...latent.features.map((feature) => FEATURES[feature].bullet),
      `Made of ${material.toLowerCase()} in a ${style.toLowerCase()} look`,
      `Made for ${uses[0] ?? 'every day'}`,
      `${brand} ${line}: ${PROMISES[random.below(PROMISES.length)] ?? ''}`,
    ],
    3 + random.below(3),
  );
  const description = random.chance(0.06)
    ? undefined
    : describe(random, { brand, line, noun, style, material, features, uses });
  return {
    base: misspelt,
    saysColor,
    ...(description === undefined ? {} : { description }),
    bullets,
    line,
  };
}

/** Adds what a variant has of its own. */
export function renderVariant(article: ArticleText, latent: Latent, seed: number): VariantText {
  const own = new Random(seed, STREAM.wording, latent.i, 1);
  const color = latent.color === undefined ? undefined : own.form(COLORS[latent.color], 0.7);
  const size = latent.size === undefined ? undefined : sizeWords(latent.leaf.sizes, latent.size);
  const title = [article.base, article.saysColor ? color : undefined, size]
    .filter((part) => part !== undefined)
    .join(', ');
  return {
    title,
    ...(color === undefined ? {} : { color }),
    ...(latent.size === undefined ? {} : { size: latent.size }),
  };
}

interface TitleParts {
  readonly maker: string;
  readonly model: string;
  readonly who: string;
  readonly adjective: string;
  readonly look: string;
  readonly stuff: string;
  readonly name: string;
}

function pickOrder(random: Random, p: TitleParts): string {
  switch (random.below(5)) {
    case 0:
    case 1:
      return join(p.maker, p.model, p.who, p.look, p.adjective, p.stuff, p.name);
    case 2:
      return join(
        p.maker,
        p.who,
        p.adjective,
        p.name,
        p.model,
        p.stuff === '' ? '' : `in ${p.stuff}`,
        p.look,
      );
    case 3:
      return join(
        p.look,
        p.adjective,
        p.stuff,
        p.name,
        p.who === '' ? '' : `for ${p.who.replace(/'s?$/, '')}`,
        p.maker === '' ? '' : `by ${p.maker}`,
      );
    default:
      return join(p.maker, p.name, p.who, '-', join(p.adjective, p.look, p.stuff) || p.model || 'Original');
  }
}

const PROMISES = [
  'two-year warranty and spare parts',
  'designed in small series',
  'tested by hand before it leaves the workshop',
  'packed without plastic',
  'a favourite of returning customers',
  'the new edition of a proven design',
] as const;

interface Facts {
  readonly brand: string;
  readonly line: string;
  readonly noun: string;
  readonly style: string;
  readonly material: string;
  readonly features: readonly string[];
  readonly uses: readonly string[];
}

function describe(random: Random, f: Facts): string {
  const adjectives = f.features.map((feature) => feature.toLowerCase()).join(', ');
  const openings = [
    `The ${f.line} from ${f.brand} is made for ${f.uses[0] ?? 'every day'}.`,
    `Looking for a ${f.style.toLowerCase()} ${f.noun}? ${f.brand} has thought it through.`,
    `${f.brand} brings ${f.material.toLowerCase()} and a ${f.style.toLowerCase()} design together in this ${f.noun}.`,
    `Our customers reach for this ${f.noun} again and again.`,
  ];
  const middles = [
    `It is ${adjectives}, and the ${f.material.toLowerCase()} feels as good as it looks.`,
    `With its ${adjectives} build it is at home with ${f.uses[1] ?? f.uses[0] ?? 'daily use'}.`,
    `The ${f.material.toLowerCase()} comes from checked sources; every piece is ${adjectives}.`,
  ];
  const closings = [
    'A good gift, too.',
    `Goes well with the other pieces of the ${f.line} line.`,
    'Care instructions are enclosed.',
    '',
  ];
  return join(random.pick(openings), random.pick(middles), random.pick(closings));
}
