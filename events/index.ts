export { allowedFor, keepConsent, type Allowed, type ConsentRules } from './consent.js';
export { createEvents, type Events, type IngestAnswer } from './create-events.js';
export { createQueryLog, type QueryLog } from './query-log.js';
