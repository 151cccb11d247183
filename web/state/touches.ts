import type { Touch } from '../api/events.js';

/** Products reached through an answer: a basket or purchase later in the visit is told with it. */
const touches = new Map<string, Touch>();

export const touched = (productId: string, touch: Touch): void => {
  touches.set(productId, touch);
};

export const touchOf = (productId: string): Touch | undefined => touches.get(productId);
