export type { CosineScale, Embedder } from './embedder.js';
export { openEmbeddingCache, vectorKey, type EmbeddingCache } from './embedding-cache.js';
export { createHashEmbedder } from './hash-embedder.js';
export { fetchModel, type FetchedModel } from './models/fetch-model.js';
export { findModel } from './models/records.js';
export { createEmbedder, type EmbedderOptions } from './onnx/create-embedder.js';
export { passageText, TEMPLATES, type Template } from './passage-text.js';
