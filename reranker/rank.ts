import { boundedMovement } from './bounded-movement.js';
import type { QueryClass, RankingProfile, SignalMatrix, Weights } from './matrix.js';
import type { Scales } from './normalise/index.js';
import { byScore, firstOfEachGroup, identity } from './order.js';
import { weightedSum, type Fused } from './weighted-sum.js';
import { effectiveWeights } from './weights.js';

export interface RankRequest {
  readonly matrix: SignalMatrix;
  /** By row: ties are broken by it. Ordinals, or whatever ascends with the ids where those do not. */
  readonly ordinals: Uint32Array;
  /** By row: variants share a number and give one hit. */
  readonly groups: Uint32Array;
  readonly profile: RankingProfile;
  readonly queryClass: QueryClass;
  /** Of this request alone. */
  readonly weights?: Partial<Weights> | undefined;
  readonly scales: Scales;
}

export interface Ranking {
  /** The row that stands for each group, best first. */
  readonly rows: Uint32Array;
  /** By position of `rows`: the group's position without the shopper, from 0. */
  readonly unmoved: Uint32Array;
  readonly fused: Fused;
}

/**
 * Order of the candidates: weighted sum, best variant of each group, then the shopper's signals move each group by at
 * most `personalMoves` positions. Pure: equal input gives equal output, bit by bit.
 */
export function rank(request: RankRequest): Ranking {
  const { matrix, profile, ordinals, groups } = request;
  const weights = effectiveWeights(profile, request.queryClass, request.weights, matrix.columns);
  const fused = weightedSum(matrix, weights, profile.fusion, request.scales);
  const base = firstOfEachGroup(byScore(fused.base, ordinals), groups);
  if (fused.scores === fused.base) return { rows: base, unmoved: identity(base.length), fused };

  const wished = firstOfEachGroup(byScore(fused.scores, ordinals), groups);
  const placeOf = new Map<number, number>();
  wished.forEach((row, place) => placeOf.set(groups[row] as number, place));
  const wanted = base.map((row) => placeOf.get(groups[row] as number) as number);
  const unmoved = boundedMovement(wanted, profile.personalMoves);
  return { rows: unmoved.map((place) => wished[wanted[place] as number] as number), unmoved, fused };
}
