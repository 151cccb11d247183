export {
  AisleError,
  isAisleError,
  isNewerFormat,
  NewerFormatError,
  type ErrorCode,
  type FieldError,
} from './errors.js';
export { withDeadline, type CallOptions } from './deadline.js';
export {
  systemClock,
  silentLogger,
  type Clock,
  type Logger,
  type OnProgress,
  type Progress,
} from './ports.js';
export { fieldErrors, invalid } from './field-errors.js';
export { Breath } from './breath.js';
export { inSlices } from './in-slices.js';
export { isRecord, type JsonRecord } from './json.js';
export { setFractionsApart } from './fractions.js';
export { sha256, sha256File } from './hash.js';
export { asLockedError, isLocked } from './locked-file.js';
export { asStorageError, commitFile, fsyncPath, writeFileAtomic } from './files.js';
export { OneATurn } from './one-a-turn.js';
