export { understand, type KnownNames, type Understanding } from './understand.js';
