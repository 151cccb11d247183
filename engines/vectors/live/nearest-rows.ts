import type { CallOptions } from '../../../base/index.js';
import { Best } from '../best.js';
import { dot } from '../dot.js';
import { refuse } from '../refuse.js';
import { inSlices } from '../slices.js';
import type { Neighbours, VectorIndex } from '../vector-index.js';
import { GONE, type LiveRows } from './live-rows.js';

/**
 * The k nearest of what lives: those of the base, asked for more of them as long as too few live, and an exact scan of the
 * vectors that came since.
 */
export async function nearestRows(
  base: VectorIndex,
  rows: LiveRows,
  query: Float32Array,
  k: number,
  options: CallOptions | undefined,
): Promise<Neighbours> {
  const wanted = Math.min(k, rows.size);
  const best = new Best(wanted);
  const { mean, sd } = await offerBase(base, rows, query, wanted, best, options);
  const scan = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const vector = rows.ownAt(at);
      if (vector !== undefined) best.offer(rows.ordinals[at] as number, dot(query, vector, 0, vector.length));
    }
  };
  const total = wanted === 0 ? 0 : rows.ordinals.length;
  await inSlices(total, query.length, scan, () => refuse(false, options));
  return { ...best.sorted(), mean, sd };
}

async function offerBase(
  base: VectorIndex,
  { current, gone, baseSize }: LiveRows,
  query: Float32Array,
  wanted: number,
  best: Best,
  options: CallOptions | undefined,
): Promise<Pick<Neighbours, 'mean' | 'sd'>> {
  const living = Math.min(wanted, baseSize - gone);
  // What is gone lies as near as anything: so many of those that are found are gone on average.
  const share = gone / Math.max(1, baseSize);
  let asked = Math.min(baseSize, wanted + gone, Math.ceil(wanted * (1 + 2 * share)));
  for (;;) {
    const { ordinals, cosines, mean, sd } = await base.nearest(query, asked, options);
    const now = (row: number) => (current === undefined ? row : (current[row] as number));
    const alive = ordinals.reduce((sum, row) => sum + (now(row) === GONE ? 0 : 1), 0);
    if (alive >= living || asked >= baseSize) {
      ordinals.forEach((row, i) => {
        if (now(row) !== GONE) best.offer(now(row), cosines[i] as number);
      });
      return { mean, sd };
    }
    asked = Math.min(baseSize, asked * 2);
  }
}
