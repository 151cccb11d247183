import { normaliseText, termOf } from '../../mappings/index.js';

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
/** Words before a word in which a negation still speaks of it. */
const REACH = 3;

/** What a query does not want, as it is looked for in texts. */
interface Unwanted {
  readonly terms: ReadonlySet<string>;
  /** The first letters of the terms. */
  readonly initials: ReadonlySet<string>;
}

/**
 * Whether a product is without what a query does not want: 1 says so itself (`stemless`, `no stem`, `stem free`), −1
 * names it otherwise, 0 says nothing; halves where the bullet points alone speak. `words` as typed. Of several mentions
 * in one text a negated one decides: who writes "no stem" has no stem.
 */
export function negated(words: readonly string[]): (product: ToldOf) => number {
  const terms = new Set(words.flatMap((word) => (normaliseText(word).match(WORDS) ?? []).map(termOf)));
  const unwanted = { terms, initials: new Set(Array.from(terms, (term) => term.charAt(0))) };
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

function negatedIn({ terms, initials }: Unwanted, text: string): number {
  const words = spelledOut(normaliseText(text)).match(WORDS) ?? [];
  let held = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    // A stem begins with the first letter of its word: that of most words need not be found.
    if (!initials.has(word.charAt(0))) continue;
    if (word.length > 5 && word.endsWith('less') && terms.has(termOf(word.slice(0, -4)))) return 1;
    if (!terms.has(termOf(word))) continue;
    held = true;
    const after = words[at + 1] ?? '';
    if (NEGATED_BY.has(after)) return 1;
    for (let before = Math.max(0, at - REACH); before < at; before++)
      if (NEGATING.has(words[before] as string)) return 1;
  }
  return held ? -1 : 0;
}

/** Looking behind each place takes far longer than looking for what few texts hold. */
const spelledOut = (text: string): string => (text.includes('w/o') ? text.replace(WITHOUT, 'without') : text);
