export { knownNames } from './known-names.js';
export { understand, type KnownNames, type Understanding } from './understand.js';
