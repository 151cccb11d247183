import type { ShopperEvent } from './shopper-event.js';

/** One product that a shopper bought, at its place in their history. */
export interface Purchase {
  readonly productId: string;
  /** Purchases of the same shopper with one basket were made together. */
  readonly basket: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Counts of a pair (first, second), or how they change: then any of them may be negative. */
export interface PairCounts {
  readonly first: string;
  readonly second: string;
  /** Shoppers who bought both in one basket; the same both ways round. */
  readonly together: number;
  /** Shoppers who bought `second` after `first`. */
  readonly followers: number;
  /** What the order says, summed over the followers, in {@link STRENGTH_UNITS}ths. */
  readonly strength: number;
}

/** Older purchases of a shopper say nothing more to the pairs: it bounds the work of one event. Purchases. */
export const COUNTED_PURCHASES = 50;
/** A product this many purchases later is no longer taken for a consequence. Purchases. */
const REACH = 10;
/** Strengths are whole numbers, so that what was added can be taken away exactly. */
export const STRENGTH_UNITS = 10_000;

const DAY = 86_400_000;

/** What of an event counts as a purchase, if anything. Without a session, what was bought on one day (UTC) is a basket. */
export function purchaseOf({ type, productId, sessionId, time }: ShopperEvent): Purchase | undefined {
  if (type !== 'purchase' || productId === undefined) return undefined;
  return { productId, basket: sessionId ?? `day ${Math.floor(time / DAY)}`, time };
}

/**
 * What one shopper gives to each pair, 0 or 1 however often they bought: a count is then a number of people. The order
 * is worth 1/√distance in purchases, the nearest occurrence counting (sequential rules with a decay by distance: Ludewig
 * and Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 2018; the root is measured).
 *
 * @param purchases oldest first; the last {@link COUNTED_PURCHASES} count
 */
export function pairsOf(purchases: readonly Purchase[]): Map<string, PairCounts> {
  const counted = purchases.slice(-COUNTED_PURCHASES);
  const pairs = new Map<string, PairCounts>();
  const give = (first: string, second: string, together: number, strength: number): void => {
    const key = JSON.stringify([first, second]);
    const known = pairs.get(key);
    const most = Math.max(known?.strength ?? 0, strength);
    pairs.set(key, {
      first,
      second,
      together: Math.max(known?.together ?? 0, together),
      followers: Number(most > 0),
      strength: most,
    });
  };
  for (const [at, first] of counted.entries()) {
    for (const [beyond, second] of counted.slice(at + 1).entries()) {
      if (first.productId === second.productId) continue;
      const together = Number(first.basket === second.basket);
      const distance = beyond + 1;
      const strength = distance <= REACH ? Math.round(STRENGTH_UNITS / Math.sqrt(distance)) : 0;
      if (together + strength === 0) continue;
      give(first.productId, second.productId, together, strength);
      if (together > 0) give(second.productId, first.productId, together, 0);
    }
  }
  return pairs;
}

/** What changes in the counts when one shopper's purchases do. Pairs that stay as they were are left out. */
export function changedPairs(before: readonly Purchase[], now: readonly Purchase[]): PairCounts[] {
  const old = pairsOf(before);
  const fresh = pairsOf(now);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    const { first = '', second = '' } = is ?? was ?? {};
    const change = (of: 'together' | 'followers' | 'strength') => (is?.[of] ?? 0) - (was?.[of] ?? 0);
    const [together, followers, strength] = [change('together'), change('followers'), change('strength')];
    return together === 0 && strength === 0 ? [] : [{ first, second, together, followers, strength }];
  });
}
