export type { CosineScale, Embedder } from './embedder.js';
export { EmbedderPool, type EmbedderUse } from './embedder-pool.js';
export { openEmbeddingCache, vectorKey, type EmbeddingCache } from './embedding-cache.js';
export { createQueryCache, type QueryVectorSource } from './query-cache.js';
export { createHashEmbedder } from './hash-embedder.js';
export { fetchModel, type FetchedModel } from './models/fetch-model.js';
export { findIdentity, findModel, identityOf } from './models/records.js';
export { createEmbedder, type EmbedderOptions } from './onnx/create-embedder.js';
export { passageText, type Template } from './passage-text.js';
// What a bench needs to run the same model without us.
export { requireModel } from './models/installed.js';
export { createEncode } from './onnx/encode.js';
export { planRuns } from './onnx/runs.js';
