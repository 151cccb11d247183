export type { CosineScale, Embedder } from './embedder.js';
export { findModel, type ModelRecord, type Precision } from './models/models.js';
export { fetchModel, type FetchedModel } from './fetch/fetch-model.js';
export { createEmbedder, type Device, type EmbedderOptions } from './bert/create-embedder.js';
export { createHashEmbedder } from './hash-embedder.js';
export { openEmbeddingCache, vectorKey, type EmbeddingCache } from './embedding-cache.js';
export { passageText, type Template } from './passage-text.js';
