export type { Aisle, GenerationSearch, Readiness, ReindexRequest } from './aisle.js';
export { backup } from './backup/backup.js';
export { restore } from './backup/restore.js';
export { claimFolder, type Claim } from './claim-folder.js';
export type { Config } from './config.js';
export type { FollowReport, FollowRequest } from './follow-index.js';
export { embeddingCachePath, fetchConfiguredModel } from './embedding.js';
export { compareGenerations, type GenerationComparison, type Questions } from './compare-generations.js';
export { compareProfiles, evaluateProfile } from './evaluate.js';
export { clusterProducts, connect } from './cluster-engines.js';
export { embeddedEngines } from './engines.js';
export { diagnose } from './doctor/doctor.js';
export { jobRequestSchema, type Job } from './jobs/job.js';
export { tooLarge } from './jobs/uploads.js';
export { loadConfig } from './load-config.js';
export { openAisle, type OpenOptions } from './open.js';
export {
  openKeys,
  ROLES,
  spanOf,
  unfitForStorefront,
  type Key,
  type Keys,
  type Role,
  type ShownKey,
} from './keys/index.js';
export { settings, type Setting } from './settings.js';
