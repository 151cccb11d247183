/** Ops of the smallest stretch of the log that is folded by itself. */
const UNIT = 16_384;

/**
 * The number after which a log is to be folded that was folded up to `folded` and holds ops up to `last`. Stretches are
 * joined like the carries of a binary counter (O'Neil et al., The Log-Structured Merge-Tree, 1996): most times only what
 * is new is read, every other time twice as much, and so on. So an op is read a logarithmic number of times, however long
 * the log grows, and ids that change again and again still end as one op.
 */
export function foldAfter(folded: number, last: number, unit = UNIT): number {
  let [done, end, width] = [Math.floor(folded / unit), Math.floor(last / unit), unit];
  while (done !== end) {
    [done, end, width] = [Math.floor(done / 2), Math.floor(end / 2), width * 2];
  }
  return end * width;
}
