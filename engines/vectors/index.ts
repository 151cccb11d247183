export { dot } from './dot.js';
export type { Neighbours, VectorIndex, VectorIndexWriter } from './vector-index.js';
export { openVectorWriter } from './embedded/writer.js';
export { openVectors } from './embedded/embedded-vectors.js';
export { openClusterVectorWriter, type ClusterVectorWriterOptions } from './cluster/cluster-writer.js';
export { openClusterVectors } from './cluster/open-cluster-vectors.js';
export { requireVectors } from './cluster/require-vectors.js';
export { liveVectors, type LiveVectors } from './live/live-vectors.js';
export type { VectorChange } from './live/vector-change.js';
