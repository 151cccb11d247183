/**
 * Which texts go through the model together: sorted by length, so that little is padding, and as many as fit into the
 * token budget with every text counted as long as the longest. `lengths` in tokens; answers positions.
 */
export function planRuns(lengths: readonly number[], tokenBudget: number): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const runs: number[][] = [];
  let run: number[] = [];
  for (const position of order) {
    // Ascending, so this text is the longest of its run.
    if (run.length > 0 && (run.length + 1) * (lengths[position] ?? 0) > tokenBudget) {
      runs.push(run);
      run = [];
    }
    run.push(position);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
