export { createEvents, type Events } from './create-events.js';
