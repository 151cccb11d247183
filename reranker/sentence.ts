import type { SignalShare } from './explanation.js';

/** What a sentence may name besides the numbers. */
export interface Reasons {
  /** The query's words that this product holds. */
  readonly words: readonly string[];
  /** The whole text is an identifier of this product. */
  readonly named?: boolean;
  /** Title of the product in the shopper's history that bears most on this query. */
  readonly looked?: string | undefined;
}

const NEAR = 0.5;
const SOMEWHAT_NEAR = 0.3;
/** Of the share of titles of the category that is called so most. */
const NAMED = 0.5;

/** One sentence for a shopper: what spoke for this product, the strongest legs first; never a number. */
export function sentence(signals: readonly SignalShare[], reasons: Reasons): string {
  const parts: string[] = [];
  const share = (name: SignalShare['signal']): SignalShare | undefined =>
    signals.find(({ signal, weight }) => signal === name && weight > 0);

  const lexical = share('lexical');
  if (lexical && lexical.normalised > 0 && reasons.named === true) parts.push('has the code you typed');
  else if (lexical && lexical.normalised > 0) {
    parts.push(
      reasons.words.length > 0 ? `matches “${reasons.words.join(' ')}” in words` : 'matches in words',
    );
  }
  const vector = share('vector');
  if (vector && vector.normalised >= NEAR) parts.push('close in meaning');
  else if (vector && vector.normalised >= SOMEWHAT_NEAR) parts.push('related in meaning');
  const category = share('category');
  if (category && category.normalised >= NAMED) parts.push('the kind of product you named');
  const brand = share('brand');
  if (brand && brand.contribution > 0) parts.push('of the brand you named');
  const negation = share('negation');
  if (negation && negation.contribution > 0) parts.push('without what you do not want');
  const personal = share('personal');
  if (personal && personal.contribution > 0) {
    parts.push(reasons.looked === undefined ? 'like what you looked at' : `you looked at ${reasons.looked}`);
  }
  const affinity = share('affinity');
  if (affinity && affinity.contribution > 0) parts.push('of a kind, brand or price you often choose');
  if (parts.length === 0) return 'Belongs to what you asked for.';
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
