import { takeExcluded } from './excluded-words.js';
import { closeGaps, takePhrases } from './phrases.js';
import { PRICE_RULES, type Bound, type PriceBound } from './price-phrases.js';
import { RATING_RULES, type RatingBound } from './rating-phrases.js';

/**
 * A phrase of a query that was understood as more than words. `negation` leaves products out, `without` (see
 * `readNegation`) orders them.
 */
export interface UnderstoodPart {
  readonly kind: 'price' | 'rating' | 'negation' | 'without';
  /** As it was typed. */
  readonly text: string;
}

export interface Conditions {
  /** What is left to search for. */
  readonly text: string;
  /** As the filters of a request. */
  readonly filters: {
    readonly price?: Readonly<Partial<Record<Bound, number>>>;
    readonly currency?: readonly string[];
    readonly rating?: Readonly<Partial<Record<Bound, number>>>;
  };
  /** Words that a product must not hold in what names it. */
  readonly without: readonly string[];
  readonly parts: readonly UnderstoodPart[];
}

/** What a catalogue says of its prices. */
export interface PriceFacts {
  /** Codes of the priced products; none where the catalogue does not say. */
  readonly currencies: readonly string[];
}

/** Whether a text may hold conditions at all: what the catalogue says is then worth a look. Linear. */
export function mayHoldConditions(text: string): boolean {
  return /\d|(?<= )-\p{L}/u.test(text);
}

/**
 * The prices, ratings and excluded words that a normalised text states without doubt, and what is left of it. Undefined
 * where there are none, where nothing is left, and where two of them contradict each other. Linear in the text; what is
 * left states nothing more.
 */
export function readConditions(text: string, facts: PriceFacts): Conditions | undefined {
  const read = readOnce(text, facts);
  if (read === undefined || readOnce(read.text, facts) !== undefined) return undefined;
  return read;
}

function readOnce(text: string, { currencies }: PriceFacts): Conditions | undefined {
  const ratings = takePhrases(text, RATING_RULES);
  const prices = takePhrases(ratings.text, PRICE_RULES);
  const excluded = takeExcluded(closeGaps(prices.text));
  const price = priceFilter(
    prices.found.flatMap(({ says }) => says),
    currencies,
  );
  const rating = ratingFilter(ratings.found.map(({ says }) => says));
  if (price === undefined || rating === undefined || excluded.text === '') return undefined;
  const parts = [
    ...prices.found.map((found) => ({ kind: 'price', text: found.text }) as const),
    ...ratings.found.map((found) => ({ kind: 'rating', text: found.text }) as const),
    ...excluded.found.map((found) => ({ kind: 'negation', text: found.text }) as const),
  ];
  if (parts.length === 0) return undefined;
  const without = excluded.found.map(({ says }) => says);
  return { text: excluded.text, filters: { ...price, ...rating }, without, parts };
}

/** Nothing for no bounds; undefined where they contradict each other or the catalogue's currencies. */
function priceFilter(
  bounds: readonly PriceBound[],
  held: readonly string[],
): Pick<Conditions['filters'], 'price' | 'currency'> | undefined {
  if (bounds.length === 0) return {};
  const price = boundsOf(bounds.map(({ bound, amount }) => ({ bound, value: amount.value })));
  const meant = held.filter((code) =>
    bounds.every(({ amount }) => amount.currencies === undefined || amount.currencies.includes(code)),
  );
  // Prices without a currency are in the one that the shop's customers write.
  if (price === undefined || (held.length > 0 && meant.length !== 1)) return undefined;
  return { price, ...(held.length > 1 ? { currency: meant } : {}) };
}

function ratingFilter(bounds: readonly RatingBound[]): Pick<Conditions['filters'], 'rating'> | undefined {
  if (bounds.length === 0) return {};
  const rating = boundsOf(bounds.map(({ bound, stars }) => ({ bound, value: stars })));
  return rating === undefined ? undefined : { rating };
}

/** At most one bound on each side, the lower one below the upper one. */
function boundsOf(
  bounds: readonly { readonly bound: Bound; readonly value: number }[],
): Partial<Record<Bound, number>> | undefined {
  const lower = bounds.filter(({ bound }) => bound === 'gte' || bound === 'gt');
  const upper = bounds.filter(({ bound }) => bound === 'lte' || bound === 'lt');
  if (lower.length > 1 || upper.length > 1) return undefined;
  const [low, high] = [lower[0]?.value ?? 0, upper[0]?.value ?? Infinity];
  if (low >= high) return undefined;
  return Object.fromEntries(bounds.map(({ bound, value }) => [bound, value]));
}
