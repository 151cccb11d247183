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
  /** Rows that the text names by an identifier; absent: none. Of no account where words have no weight. */
  readonly named?: ReadonlySet<number>;
}

export interface Ranking {
  /** The row that stands for each group, best first. */
  readonly rows: Uint32Array;
  /** By position of `rows`: the group's position without the shopper, from 0. */
  readonly unmoved: Uint32Array;
  /** By position of `rows`: the group's position if nothing were named and without the shopper, from 0. */
  readonly unnamed: Uint32Array;
  readonly fused: Fused;
}

/**
 * Order of the candidates: weighted sum, what the text names before all others, best variant of each group, then the
 * shopper's signals move each group by at most `personalMoves` positions, those named among themselves. Pure: equal input gives equal output, bit by bit.
 */
export function rank(request: RankRequest): Ranking {
  const { matrix, profile, ordinals, groups, named } = request;
  const weights = effectiveWeights(profile, request.queryClass, request.weights, matrix.columns);
  const fused = weightedSum(matrix, weights, profile.fusion, request.scales);
  const first = named !== undefined && named.size > 0 && weights.lexical > 0 ? named : undefined;
  const best = (scores: Float64Array) =>
    firstOfEachGroup(namedFirst(byScore(scores, ordinals), first), groups);
  const base = best(fused.base);
  const plain = first === undefined ? base : firstOfEachGroup(byScore(fused.base, ordinals), groups);
  const places = first === undefined ? identity(base.length) : placesIn(plain, base, groups);
  if (fused.scores === fused.base) {
    return { rows: base, unmoved: identity(base.length), unnamed: places, fused };
  }
  const wished = best(fused.scores);
  const wanted = placesIn(wished, base, groups);
  const unmoved = boundedMovement(wanted, profile.personalMoves);
  return {
    rows: unmoved.map((place) => wished[wanted[place] as number] as number),
    unmoved,
    unnamed: unmoved.map((place) => places[place] as number),
    fused,
  };
}

/** The place of each row's group in another order of the same groups. */
function placesIn(order: Uint32Array, rows: Uint32Array, groups: Uint32Array): Uint32Array {
  const placeOf = new Map<number, number>();
  order.forEach((row, place) => placeOf.set(groups[row] as number, place));
  return rows.map((row) => placeOf.get(groups[row] as number) as number);
}

/** Some rows before all others, both in the order that they have. */
function namedFirst(rows: Uint32Array, named: ReadonlySet<number> | undefined): Uint32Array {
  if (named === undefined) return rows;
  const first = rows.filter((row) => named.has(row));
  const order = new Uint32Array(rows.length);
  order.set(first);
  order.set(
    rows.filter((row) => !named.has(row)),
    first.length,
  );
  return order;
}
