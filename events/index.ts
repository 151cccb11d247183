export { createEvents, type Events } from './create-events.js';
export { ratingOf } from './rating.js';
