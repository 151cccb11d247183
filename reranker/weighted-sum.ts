import { SIGNALS, type RankingProfile, type Signal, type SignalMatrix, type Weights } from './matrix.js';
import { normalise, type Scales } from './normalise/index.js';
import { isPersonal } from './weights.js';

/** One signal that counts for this query. */
export interface WeighedColumn {
  readonly signal: Signal;
  readonly weight: number;
  readonly normalised: Float64Array;
}

export interface Fused {
  readonly columns: readonly WeighedColumn[];
  /** Without the shopper's signals, by row. */
  readonly base: Float64Array;
  /** With them, by row; the same array as `base` when none counts. */
  readonly scores: Float64Array;
}

/**
 * score = Σ weight · normalised value, in float64; a weight of 0 is left out altogether.
 * Linear combination: Fox and Shaw, "Combination of multiple searches" (CombSUM, weighted), TREC-2 1994;
 * against ranks: Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval", TOIS 2023.
 */
export function weightedSum(
  matrix: SignalMatrix,
  weights: Weights,
  fusion: RankingProfile['fusion'],
  scales: Scales,
): Fused {
  const columns: WeighedColumn[] = [];
  const base = new Float64Array(matrix.size);
  for (const signal of SIGNALS) {
    const column = matrix.columns[signal];
    const weight = weights[signal];
    if (column === undefined || weight === 0) continue;
    const normalised = normalise(signal, column, fusion, scales);
    columns.push({ signal, weight, normalised });
    if (!isPersonal(signal)) add(base, normalised, weight);
  }
  const personal = columns.filter(({ signal }) => isPersonal(signal));
  if (personal.length === 0) return { columns, base, scores: base };
  const scores = base.slice();
  for (const { normalised, weight } of personal) add(scores, normalised, weight);
  return { columns, base, scores };
}

function add(sum: Float64Array, values: Float64Array, weight: number): void {
  for (let row = 0; row < sum.length; row++)
    sum[row] = (sum[row] as number) + weight * (values[row] as number);
}
