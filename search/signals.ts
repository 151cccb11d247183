import type { ProductColumns, ProductIndex } from '../engines/products/index.js';
import type { VectorIndex } from '../engines/vectors/index.js';
import type { Signal, SignalMatrix } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import type { Candidates } from './candidates.js';

export interface SignalSources {
  readonly products: ProductIndex;
  readonly vectors: VectorIndex | undefined;
  /** BM25 of every member; undefined when the words were not asked or did not answer. */
  readonly lexical: Float32Array | undefined;
  /** Columns of every member, where they came with them. */
  readonly columns: ProductColumns | undefined;
  /** The query's vector; undefined when it is not known. */
  readonly query: Float32Array | undefined;
  /** Undefined without a shopper, and where the gate is closed. */
  readonly attended: Attended | undefined;
  /** The `popularity` signal of products whose columns are given. */
  readonly popularity: (
    ordinals: Uint32Array,
    columns: ProductColumns,
    signal: AbortSignal,
  ) => Promise<Float32Array>;
  /** Signals whose weight is not 0: nothing else is computed. */
  readonly wanted: (signal: Signal) => boolean;
  /** Runs a look into an engine with its deadline; undefined when that did not answer: its signals are then unknown. */
  readonly look: <T>(what: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;
}

export interface CompleteMatrix {
  readonly matrix: SignalMatrix;
  /** The stored vectors did not answer. */
  readonly vectorsFailed: boolean;
}

/**
 * The complete matrix: a words-only candidate gets its exact cosine from the stored vector, a vector-only one its
 * BM25 (0, since no word matched). A column that cannot be known for any candidate is left out.
 */
export async function completeMatrix(
  candidates: Candidates,
  sources: SignalSources,
): Promise<CompleteMatrix> {
  const { lexical, attended, wanted, look } = sources;
  const columns: Partial<Record<Signal, Float32Array>> = {};
  if (lexical !== undefined && wanted('lexical')) columns.lexical = gather(lexical, candidates.rows);
  const own = attended === undefined ? [] : rowsOfHistory(candidates, attended);
  const direction = wanted('personal') ? attended?.direction : undefined;
  const dots = await look('the stored vectors', (signal) =>
    dotProducts(candidates.ordinals, sources, direction, signal),
  );
  const [cosines, towards] = dots ?? [];
  if (cosines !== undefined && wanted('vector')) columns.vector = cosines;
  if (towards !== undefined && direction !== undefined) {
    columns.personal = centred(towards, direction, sources.vectors?.mean);
    silence(columns.personal, own);
  }
  const popular = wanted('popularity');
  const typed =
    popular || (attended !== undefined && wanted('affinity'))
      ? await look('the columns', (signal) => typedColumns(candidates, sources, signal))
      : undefined;
  if (popular && typed !== undefined) {
    const popularity = await look('the popularity of products', (signal) =>
      sources.popularity(candidates.ordinals, typed, signal),
    );
    if (popularity !== undefined) columns.popularity = popularity;
  }
  if (attended !== undefined && wanted('affinity')) {
    const affinity = typed === undefined ? undefined : attended.affinity(typed);
    if (affinity !== undefined) {
      silence(affinity, own);
      columns.affinity = affinity;
    }
  }
  return { matrix: { size: candidates.ordinals.length, columns }, vectorsFailed: dots === undefined };
}

/**
 * Rows of what the shopper already had in hand, with its variants. A product's own history is no evidence about itself:
 * it would fill the page with what is known, and says nothing of what else would suit.
 */
function rowsOfHistory({ ordinals, groups }: Candidates, attended: Attended): number[] {
  const items = new Set(attended.items.map(({ ordinal }) => ordinal));
  const known = new Set<number>();
  ordinals.forEach((ordinal, row) => {
    if (items.has(ordinal)) known.add(groups[row] as number);
  });
  const rows: number[] = [];
  if (known.size > 0) groups.forEach((group, row) => known.has(group) && rows.push(row));
  return rows;
}

/** Makes the signal unknown for some rows: they take its neutral value. */
function silence(column: Float32Array, rows: readonly number[]): void {
  for (const row of rows) column[row] = Number.NaN;
}

/** q·v_d and p·v_d in one call. */
async function dotProducts(
  ordinals: Uint32Array,
  { vectors, query }: SignalSources,
  direction: Float32Array | undefined,
  signal: AbortSignal,
): Promise<readonly (Float32Array | undefined)[]> {
  if (vectors === undefined || query === undefined) return [];
  const queries = direction === undefined ? [query] : [query, direction];
  const known = ordinals.filter((ordinal) => vectors.holds(ordinal));
  const found = await vectors.similarities(queries, known, { signal });
  if (known.length === ordinals.length) return found;
  // Products that came since the generation was built may have no vector yet: the signal takes its neutral value.
  return found.map((values) => {
    let next = 0;
    return Float32Array.from(ordinals, (ordinal) =>
      vectors.holds(ordinal) ? (values[next++] as number) : Number.NaN,
    );
  });
}

/** p·(v_d − μ) = p·v_d − p·μ. */
function centred(
  towards: Float32Array,
  direction: Float32Array,
  mean: Float32Array | undefined,
): Float32Array {
  let shift = 0;
  if (mean !== undefined) {
    for (let i = 0; i < direction.length; i++) shift += (direction[i] as number) * (mean[i] as number);
  }
  return towards.map((value) => value - shift);
}

async function typedColumns(
  { rows, ordinals }: Candidates,
  { products, columns }: SignalSources,
  signal: AbortSignal,
): Promise<ProductColumns> {
  if (columns === undefined) return products.columns(ordinals, { signal });
  const numbers = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const texts = (column: readonly (string | undefined)[]) => Array.from(rows, (row) => column[row]);
  return {
    price: numbers(columns.price),
    rating: numbers(columns.rating),
    ratingCount: numbers(columns.ratingCount),
    brand: texts(columns.brand),
    category: texts(columns.category),
  };
}

function gather(values: Float32Array, rows: Uint32Array): Float32Array {
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}
