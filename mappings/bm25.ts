import { DEFAULT_FIELD_WEIGHTS } from './fields.js';

/** BM25's saturation of frequencies, and how much the length counts: the same in every engine. */
export const BM25 = { k1: 1.2, b: 0.75 } as const;

/**
 * What field weights are multiplied by for a server, which takes none below 1: so much that the smallest default weight
 * becomes 1. Frequencies grow with it, so the server's k1 does too, or its scores would saturate sooner than ours.
 */
export const SERVER_WEIGHT_SCALE = 1 / Math.min(1, ...Object.values(DEFAULT_FIELD_WEIGHTS));
