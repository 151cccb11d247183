export { ratingOf } from './rating.js';
