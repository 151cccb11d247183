export { createBulk, type Bulk, type RefusedItem } from './bulk.js';
export type { Capabilities, Cluster, ClusterCall, ClusterOptions } from './cluster.js';
export { countDocuments } from './count.js';
export { itemError } from './errors.js';
export { openCluster } from './open-cluster.js';
export { changedSince, findCheckpoint, type Checkpoint } from './checkpoint.js';
export { createdBy, findIndex, isOwn, ownIndices, removeOwnIndex, type FoundIndex } from './owned-index.js';
export { readIndexPages, type StoredDocument } from './read-index.js';
export { writeVersions, type VersionedWrite } from './write-versions.js';
