import type { EventType, HistoryEvent } from '../engines/state/index.js';
import { TYPE_WEIGHTS } from './settings.js';

/** One product of a shopper's history. */
export interface HistoryItem {
  readonly productId: string;
  /** The strongest thing they did with it. */
  readonly type: EventType;
  /** When they last did anything with it, milliseconds since the epoch. */
  readonly time: number;
}

/** Of 5: someone who rates a product lower than this did not like it. */
const LIKED = 3;

/**
 * Events → products, newest first, each once, at most `limit`. A product whose last rating is below 3 is left out:
 * that someone was let down by it says neither that they want more like it nor that they want none.
 */
export function historyItems(events: readonly HistoryEvent[], limit: number): HistoryItem[] {
  const newestFirst = [...events].sort((a, b) => b.time - a.time);
  const items = new Map<string, HistoryItem>();
  const rated = new Set<string>();
  const disliked = new Set<string>();
  for (const { productId, type, time, rating } of newestFirst) {
    if (type === 'rating' && !rated.has(productId)) {
      rated.add(productId);
      if (rating !== undefined && rating < LIKED) disliked.add(productId);
    }
    const known = items.get(productId);
    if (known === undefined) items.set(productId, { productId, type, time });
    else if (TYPE_WEIGHTS[type] > TYPE_WEIGHTS[known.type]) items.set(productId, { ...known, type });
  }
  return [...items.values()].filter(({ productId }) => !disliked.has(productId)).slice(0, limit);
}
