import type { Product } from '../../../catalog/index.js';

/** What a peer is made of: products and their vectors, row by row. */
export interface Corpus {
  readonly products: readonly Product[];
  /** products × dimensions, unit rows. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
}

/** Another hybrid search over the same products and vectors, in this process. */
export interface Peer {
  /** With its version. */
  readonly name: string;
  /** The first 20 products. */
  search(query: string, vector: Float32Array): Promise<readonly Product[]>;
  close(): Promise<void>;
}

export const PAGE = 20;
/** Hits of each leg that are fused, and the constant of reciprocal rank fusion. */
export const WINDOW = 200;
export const RRF = 60;

export const row = ({ vectors, dimensions }: Corpus, i: number): Float32Array =>
  vectors.subarray(i * dimensions, (i + 1) * dimensions);

/** The text that peers search: what the embedded engine's fields hold. */
export const textOf = ({ title, brand, color, category, bullets, description }: Product): string =>
  [title, brand, color, ...(category ?? []), ...(bullets ?? []), description]
    .filter((part) => part !== undefined)
    .join(' ');
