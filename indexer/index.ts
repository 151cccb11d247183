export { reindex } from './reindex.js';
export type { EngineFactories, ReindexJob, ReindexReport } from './job.js';
export { openGenerations, type Generations, type GenerationSummary } from './generations.js';
export type { Generation, Lease } from './live.js';
export type { GenerationMeta } from './meta.js';
