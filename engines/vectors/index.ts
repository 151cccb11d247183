export type { Neighbours, VectorIndex, VectorIndexWriter } from './vector-index.js';
export { openVectorWriter } from './embedded/writer.js';
export { openVectors } from './embedded/embedded-vectors.js';
