import { isDeepStrictEqual } from 'node:util';
import type { Product } from '../catalog/index.js';
import type { ProductIndex } from '../engines/products/index.js';
import type { VectorIndex } from '../engines/vectors/index.js';

/** Products that are looked up: spread evenly over the catalogue. */
const SAMPLE = 24;
/** A product that is not among its own ten nearest must at least have an equal there. */
const NEAREST = 10;
const EQUAL = 1 - 1e-4;
/** A catalogue that lost more than this share against the live one is more likely half a file than a small season. */
const MOST_LOST = 0.5;

export interface ToVerify {
  readonly products: ProductIndex;
  readonly vectors: VectorIndex | undefined;
  /** Number of staged products. */
  readonly expected: number;
  /** The staged products at some ordinals. */
  readonly sample: readonly { readonly ordinal: number; readonly product: Product }[];
  /** Size of the live generation. */
  readonly live: number | undefined;
}

/** Ordinals to look up, the first and the last among them. */
export function sampleOrdinals(size: number): number[] {
  const count = Math.min(SAMPLE, size);
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.floor((i * (size - 1)) / (count - 1)),
  );
}

/** What is wrong with a built generation, for people; empty when nothing is. */
export async function verify({ products, vectors, expected, sample, live }: ToVerify): Promise<string[]> {
  const findings: string[] = [];
  if (products.size !== expected)
    findings.push(`the product index holds ${products.size} of ${expected} products`);
  if (vectors !== undefined && vectors.size !== expected) {
    findings.push(`the vector index holds ${vectors.size} of ${expected} products`);
  }
  if (live !== undefined && expected < live * (1 - MOST_LOST)) {
    findings.push(`the catalogue has ${expected} products, the live one ${live}: more than half would go`);
  }
  for (const { ordinal, product } of sample) {
    const [found] = await products.ordinals([product.id]);
    const [stored] = await products.documents(Uint32Array.of(ordinal));
    if (found !== ordinal || !isDeepStrictEqual(stored, product)) {
      findings.push(`product ${JSON.stringify(product.id)} is not stored as it was read`);
    }
    if (vectors !== undefined && !(await findsItself(vectors, ordinal))) {
      findings.push(`product ${JSON.stringify(product.id)} does not find itself by meaning`);
    }
  }
  return findings;
}

async function findsItself(vectors: VectorIndex, ordinal: number): Promise<boolean> {
  const vector = await vectors.vectors(Uint32Array.of(ordinal));
  const { ordinals, cosines } = await vectors.nearest(vector, NEAREST);
  return ordinals.includes(ordinal) || (cosines[0] ?? 0) >= EQUAL;
}
