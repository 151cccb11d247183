export type { Aisle, Readiness, ReindexRequest } from './aisle.js';
export type { Config } from './config.js';
export { fetchConfiguredModel } from './embedding.js';
export { compareProfiles, evaluateProfile } from './evaluate.js';
export { loadConfig } from './load-config.js';
export { openAisle, type OpenOptions } from './open.js';
export { settings, type Setting } from './settings.js';
