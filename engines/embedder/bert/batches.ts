/**
 * Positions grouped into batches of similar length, shortest first, so that little is padded. A batch costs its
 * longest member times its size, at most `budget` (a single longer text stands alone).
 */
export function planBatches(lengths: readonly number[], budget: number): number[][] {
  const order = lengths.map((_, at) => at).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const at of order) {
    // Sorted: the newcomer is the longest.
    if (batch.length > 0 && (batch.length + 1) * (lengths[at] ?? 0) > budget) {
      batches.push(batch);
      batch = [];
    }
    batch.push(at);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
