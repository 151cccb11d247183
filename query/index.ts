export { knownNames } from './known-names.js';
export { understand, type KnownNames, type Understanding } from './understand.js';
export { mayHoldConditions, readConditions, type Conditions } from './conditions/read-conditions.js';
