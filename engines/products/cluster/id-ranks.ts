/**
 * Ascending numbers in id order (UTF-8) for some products: their places among one another. Ordinals below `built` ascend
 * with the ids by themselves; those from there on came later, in any order, and are few. Undefined where there are none of
 * them: the ordinals then say it.
 */
export function idRanks(
  ordinals: Uint32Array,
  built: number,
  idOf: (row: number) => string,
): Uint32Array | undefined {
  const old: number[] = [];
  const late: { readonly row: number; readonly id: Buffer }[] = [];
  ordinals.forEach((ordinal, row) => {
    if (ordinal < built) old.push(row);
    else late.push({ row, id: Buffer.from(idOf(row)) });
  });
  if (late.length === 0) return undefined;
  old.sort((a, b) => (ordinals[a] as number) - (ordinals[b] as number));
  late.sort((a, b) => Buffer.compare(a.id, b.id));
  const ranks = new Uint32Array(ordinals.length);
  let rank = 0;
  let from = 0;
  for (const { row, id } of late) {
    const end = firstAbove(old, from, (other) => Buffer.compare(Buffer.from(idOf(other)), id) > 0);
    for (; from < end; from++) ranks[old[from] as number] = rank++;
    ranks[row] = rank++;
  }
  for (; from < old.length; from++) ranks[old[from] as number] = rank++;
  return ranks;
}

/** The first place from `from` on whose row is above; they are in order. */
function firstAbove(rows: readonly number[], from: number, isAbove: (row: number) => boolean): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAbove(rows[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
