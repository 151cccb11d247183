import type { CallOptions } from '../../base/index.js';

/** Turns text into unit vectors. Implementations: BERT by ONNX Runtime in worker threads; a deterministic hash for tests. */
export interface Embedder {
  /** Names everything that changes a vector: model, revision, precision, pooling, prefixes, token limit. */
  readonly identity: string;
  readonly dimensions: number;
  /** What really runs: `cpu`, `cuda`, `webgpu` or `none`. */
  readonly device: string;
  /** Membership floor and normalisation bounds of this model's cosines. */
  readonly cosine: CosineScale;
  /** One query text → one unit vector. Concurrent calls are joined into one run. */
  embedQuery(text: string, options?: CallOptions): Promise<Float32Array>;
  /** n texts → n × dimensions, row-major, unit rows, in the order given. */
  embedPassages(texts: readonly string[], options?: CallOptions): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface CosineScale {
  /** A product is a member by meaning only at or above this cosine (and mean + deviations·sd of the query over the catalogue). */
  readonly floor: number;
  readonly deviations: number;
  /** Fixed bounds that the fusion maps to 0..1. */
  readonly low: number;
  readonly high: number;
}
