export { NameTable, type CatalogueNames } from './known-names.js';
export { readNegation, type Negation } from './negation/read-negation.js';
export { understand, type KnownNames, type Understanding } from './understand.js';
export { mayHoldConditions, readConditions, type Conditions } from './conditions/read-conditions.js';
