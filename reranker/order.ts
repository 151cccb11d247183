/** Rows best first, ties by ordinal: a total order. */
export function byScore(scores: Float64Array, ordinals: Uint32Array): Uint32Array {
  const rows = new Uint32Array(scores.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows.sort(
    (a, b) =>
      (scores[b] as number) - (scores[a] as number) || (ordinals[a] as number) - (ordinals[b] as number),
  );
}

/** The first row of each group, in the order given: the best variant stands for all. `groups` by row. */
export function firstOfEachGroup(rows: Uint32Array, groups: Uint32Array): Uint32Array {
  const seen = new Set<number>();
  const out = new Uint32Array(rows.length);
  let size = 0;
  for (const row of rows) {
    const group = groups[row] as number;
    if (seen.has(group)) continue;
    seen.add(group);
    out[size++] = row;
  }
  return out.subarray(0, size);
}
