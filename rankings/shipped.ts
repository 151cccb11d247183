import { DEFAULT_PROFILE, RRF_PROFILE, type RankingProfile } from '../reranker/index.js';
import type { RankingContent } from './content.js';

/** What answers where nobody names a ranking. */
export const DEFAULT_RANKING = DEFAULT_PROFILE.name;

export interface Shipped {
  readonly version: number;
  readonly content: RankingContent;
}

/** Rankings that every installation has from the beginning, by name. */
export const SHIPPED: ReadonlyMap<string, Shipped> = new Map(
  [DEFAULT_PROFILE, RRF_PROFILE].map((profile) => [profile.name, shipped(profile)]),
);

function shipped({ name: _, version, ...profile }: RankingProfile): Shipped {
  return { version, content: { profile, synonyms: [], stopWords: [], rules: [] } };
}
