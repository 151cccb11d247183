/**
 * What each source counts in the list for the home page, every one as a share of its best. What others did next is the
 * best of all predictors where it is known; `bench sequences` measures the first, the second and the last together.
 */
export const HOME_WEIGHTS = { sequence: 1, taste: 0.8, affinity: 0.3, kinds: 0.15, popular: 0.1 } as const;

/** γ, per item of age: what was looked at long ago says less of today. */
export const HISTORY_DECAY = 0.9;
