/**
 * 1 / (k + rank), rank from 1, equal values sharing the better rank; what is unknown, or a BM25 of 0 (not in that
 * list), gives 0. Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet", SIGIR 2009 (k = 60).
 */
export function reciprocalRank(column: Float32Array, k: number, zeroIsAbsent: boolean): Float64Array {
  const listed = new Uint32Array(column.length);
  let size = 0;
  for (let row = 0; row < column.length; row++) {
    const raw = column[row] as number;
    if (!Number.isNaN(raw) && !(zeroIsAbsent && raw <= 0)) listed[size++] = row;
  }
  const rows = listed.subarray(0, size).sort((a, b) => (column[b] as number) - (column[a] as number));
  const out = new Float64Array(column.length);
  let rank = 0;
  for (let position = 0; position < rows.length; position++) {
    const row = rows[position] as number;
    const tied = position > 0 && column[row] === column[rows[position - 1] as number];
    if (!tied) rank = position + 1;
    out[row] = 1 / (k + rank);
  }
  return out;
}
