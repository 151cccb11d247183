import type { ProductIndex, WordsPlan } from '../../engines/products/index.js';
import type { Negation } from '../../query/index.js';
import { byScore, negated, type Ranking, type SignalMatrix } from '../../reranker/index.js';
import type { Candidates } from '../candidates.js';

/**
 * Products that are looked at for what they say of it: the first ones of the order without. It takes a look at their
 * documents, and behind the first pages nobody misses it. Candidates.
 */
const LOOKED_AT = 50;

/** BM25 of candidates for other words than those that made them members; 0 where none matches. */
export async function scoresBy(
  words: WordsPlan,
  { ordinals }: Candidates,
  products: ProductIndex,
  signal: AbortSignal,
): Promise<Float32Array> {
  const found = new Map<number, number>();
  const request = {
    members: { kind: 'union', words, wordsDecide: false, byMeaning: ordinals } as const,
    filters: [],
    facets: [],
    limit: ordinals.length,
    wanted: ordinals,
  };
  let slice: Awaited<ReturnType<NonNullable<typeof first.more>>> | undefined;
  const first = await products.members(request, { signal });
  for (slice = first; slice !== undefined; slice = await slice.more?.({ signal })) {
    const { lexical } = slice;
    slice.ordinals.forEach((ordinal, i) => found.set(ordinal, lexical[i] as number));
  }
  return Float32Array.from(ordinals, (ordinal) => found.get(ordinal) ?? 0);
}

/** The `negation` signal: of the best candidates without it whether they are without what the query does not want. */
export async function negationOf(
  { words }: Negation,
  { ordinals, idRanks }: Candidates,
  { fused }: Ranking,
  products: ProductIndex,
  signal: AbortSignal,
): Promise<NonNullable<SignalMatrix['columns']['negation']>> {
  const rows = byScore(fused.base, idRanks).subarray(0, LOOKED_AT);
  const documents = await products.documents(
    rows.map((row) => ordinals[row] as number),
    { signal },
  );
  const column = new Float32Array(ordinals.length).fill(Number.NaN);
  const tells = negated(words);
  documents.forEach((product, i) => {
    if (product !== undefined) column[rows[i] as number] = tells(product);
  });
  return column;
}
