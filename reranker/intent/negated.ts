import { beginningsOf, normaliseText, termOf } from '../../mappings/index.js';

/** What is looked at of a product, the most telling first. */
export interface ToldOf {
  readonly title: string;
  readonly color?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly bullets?: readonly string[] | undefined;
}

/** What bullet points tell counts less: they speak of what goes with the product too. */
const TOLD = 0.5;
/** Characters of the bullet points that are looked at. UTF-16 code units. */
const MOST_TOLD = 2_000;

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const WITHOUT = /(?<![\p{L}\p{N}])w\/o(?![\p{L}\p{N}])/gu;
const NEGATING = new Set(['without', 'no', 'not', 'non', 'zero', 'sans', 'never', 'excludes', 'excluding']);
/** Behind a word: sugar free, mattress not included, and attributes. */
const NEGATED_BY = new Set(['free', 'not', 'none', 'false']);
/** Words before a word in which a negation still speaks of it, unless one of these stands between. */
const REACH = 3;
const AFFIRMING = new Set(['with', 'has', 'have', 'includes', 'including', 'plus', 'but']);

/** What a query does not want. */
interface Unwanted {
  readonly terms: ReadonlySet<string>;
  /** A text where it finds nothing does not speak of it: most do not, and reading one word by word takes longer. */
  readonly mentions: RegExp;
}

/**
 * Whether a product is without what a query does not want: 1 says so itself (`stemless`, `no stem`, `stem free`), −1
 * names it otherwise, 0 says nothing; halves where the bullet points alone speak. `words` as typed. Of several mentions
 * in one text a negated one decides: who writes "no stem" has no stem.
 */
export function negatedBy(words: readonly string[]): (product: ToldOf) => number {
  const terms = new Set(words.flatMap((word) => (normaliseText(word).match(WORDS) ?? []).map(termOf)));
  if (terms.size === 0) return () => 0;
  const beginnings = [...terms].flatMap(beginningsOf).join('|');
  const unwanted = { terms, mentions: new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:non)?(?:${beginnings})`, 'u') };
  return ({ title, color, attributes, bullets }) => {
    for (const text of [title, color, attributeText(attributes)]) {
      const found = text === undefined ? 0 : negatedIn(unwanted, text);
      if (found !== 0) return found;
    }
    return bullets === undefined ? 0 : TOLD * negatedIn(unwanted, bullets.join(' \n').slice(0, MOST_TOLD));
  };
}

function attributeText(attributes: ToldOf['attributes']): string | undefined {
  if (attributes === undefined) return undefined;
  return Object.entries(attributes)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' \n');
}

function negatedIn({ terms, mentions }: Unwanted, text: string): number {
  const normal = normaliseText(text);
  if (!mentions.test(normal)) return 0;
  const words = spelledOut(normal).match(WORDS) ?? [];
  let held = false;
  for (const [at, word] of words.entries()) {
    if (saysItself(word, terms)) return 1;
    if (!terms.has(termOf(word))) continue;
    held = true;
    if (NEGATED_BY.has(words[at + 1] ?? '') || negatedBefore(words, at)) return 1;
  }
  return held ? -1 : 0;
}

/** Stemless, nonstick. */
function saysItself(word: string, terms: ReadonlySet<string>): boolean {
  if (word.length > 5 && word.endsWith('less') && terms.has(termOf(word.slice(0, -4)))) return true;
  return word.length > 5 && word.startsWith('non') && terms.has(termOf(word.slice(3)));
}

function negatedBefore(words: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= Math.max(0, at - REACH); before--) {
    const word = words[before] as string;
    if (NEGATING.has(word)) return true;
    if (AFFIRMING.has(word)) return false;
  }
  return false;
}

/** Looking behind each place takes far longer than looking for what few texts hold. */
const spelledOut = (text: string): string => (text.includes('w/o') ? text.replace(WITHOUT, 'without') : text);
