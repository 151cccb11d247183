import type { ProductColumns, ProductIndex } from '../engines/products/index.js';
import type { VectorIndex } from '../engines/vectors/index.js';
import type { Signal, SignalMatrix } from '../reranker/index.js';
import type { Attended } from '../shoppers/index.js';
import type { Candidates } from './candidates.js';
import type { Intent } from './intent/read-intent.js';

export interface SignalSources {
  readonly products: ProductIndex;
  readonly vectors: VectorIndex | undefined;
  /** BM25 of every candidate; undefined when the words were not asked or did not answer. */
  readonly lexical: Float32Array | undefined;
  /** Columns of every member, where they came with them. */
  readonly columns: ProductColumns | undefined;
  /** The query's vector; undefined when it is not known. */
  readonly query: Float32Array | undefined;
  /** What the query names of the catalogue. */
  readonly intent: Intent;
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
  const { lexical, attended, intent, wanted, look } = sources;
  const columns: Partial<Record<Signal, Float32Array>> = {};
  if (lexical !== undefined && wanted('lexical')) columns.lexical = lexical;
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
  const named = intent.category !== undefined || intent.brands !== undefined;
  const typed =
    popular || named || (attended !== undefined && wanted('affinity'))
      ? await look('the columns', (signal) => typedColumns(candidates, sources, signal))
      : undefined;
  if (typed !== undefined) Object.assign(columns, intentColumns(typed, intent));
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

/** A product without a category or a brand is not known to be what was named: it takes the neutral value. */
function intentColumns(
  typed: Pick<ProductColumns, 'brand' | 'category'>,
  { category, brands }: Intent,
): Partial<Record<Signal, Float32Array>> {
  const of = <T>(values: readonly (T | undefined)[], share: (value: T) => number) =>
    Float32Array.from(values, (value) => (value === undefined ? Number.NaN : share(value)));
  return {
    ...(category === undefined ? {} : { category: of(typed.category, category) }),
    ...(brands === undefined ? {} : { brand: of(typed.brand, (brand) => Number(brands.has(brand))) }),
  };
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
