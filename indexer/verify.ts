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
/** Some odd products may be too much for an engine; more than this share is a fault of the index. */
const MOST_REFUSED = 0.01;

export interface ToVerify {
  readonly products: ProductIndex;
  readonly vectors: VectorIndex | undefined;
  /** Ordinals of products that the engine could not take: they are not there. */
  readonly refused: ReadonlySet<number>;
  /** Number of staged products. */
  readonly expected: number;
  /** The staged products at some ordinals. */
  readonly sample: readonly { readonly ordinal: number; readonly product: Product }[];
  /** The documents are the shop's own: they may have changed since they were read. */
  readonly foreign: boolean;
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
export async function verify({
  products,
  vectors,
  refused,
  expected,
  sample,
  foreign,
  live,
}: ToVerify): Promise<string[]> {
  const findings: string[] = [];
  if (products.size !== expected)
    findings.push(`the product index holds ${products.size} of ${expected} products`);
  if (refused.size > expected * MOST_REFUSED) {
    findings.push(`the product index refused ${refused.size} of ${expected} products: see the report`);
  }
  if (vectors !== undefined && vectors.size !== expected) {
    findings.push(`the vector index holds ${vectors.size} of ${expected} products`);
  }
  const lost = lostProducts(expected, live);
  if (lost !== undefined) findings.push(lost);
  for (const { ordinal, product } of sample) {
    if (refused.has(ordinal)) continue;
    const [found] = await products.ordinals([product.id]);
    const [stored] = found === ordinal ? await products.documents(Uint32Array.of(ordinal)) : [];
    if (foreign ? found !== ordinal : !isDeepStrictEqual(stored, product)) {
      findings.push(`product ${JSON.stringify(product.id)} is not stored as it was read`);
    }
    if (vectors !== undefined && !(await findsItself(vectors, ordinal))) {
      findings.push(`product ${JSON.stringify(product.id)} does not find itself by meaning`);
    }
  }
  return findings;
}

/** What speaks against a catalogue of this size while one of that size is live. */
export function lostProducts(size: number, live: number | undefined): string | undefined {
  if (live === undefined || size >= live * (1 - MOST_LOST)) return undefined;
  return `the catalogue has ${size} products, the live one ${live}: more than half would go`;
}

async function findsItself(vectors: VectorIndex, ordinal: number): Promise<boolean> {
  const vector = await vectors.vectors(Uint32Array.of(ordinal));
  const { ordinals, cosines } = await vectors.nearest(vector, NEAREST);
  return ordinals.includes(ordinal) || (cosines[0] ?? 0) >= EQUAL;
}
