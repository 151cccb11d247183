import type { Explanation, Move, SignalShare } from './explanation.js';
import type { SignalMatrix } from './matrix.js';
import { sentence, type Reasons } from './sentence.js';
import type { Fused } from './weighted-sum.js';

/** Why the product of one row has its score and its place. */
export function explain(
  matrix: SignalMatrix,
  fused: Fused,
  row: number,
  moves: readonly Move[],
  gate: number | undefined,
  reasons: Reasons,
): Explanation {
  const signals = fused.columns.map(({ signal, weight, normalised }): SignalShare => {
    const raw = matrix.columns[signal]?.[row] ?? Number.NaN;
    const value = normalised[row] as number;
    const share = { signal, normalised: value, weight, contribution: weight * value };
    return Number.isNaN(raw) ? share : { ...share, raw };
  });
  return {
    score: fused.scores[row] as number,
    signals,
    ...(gate === undefined ? {} : { gate }),
    moves,
    sentence: sentence(signals, reasons),
  };
}
