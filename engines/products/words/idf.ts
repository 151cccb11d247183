/** idf of a word that `documents` of `size` products hold (Robertson & Zaragoza 2009); never negative. */
export function idf(documents: number, size: number): number {
  return Math.log(1 + (size - documents + 0.5) / (documents + 0.5));
}
