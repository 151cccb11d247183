export { readShopper, type HistoryItem, type Shopper } from './read-shopper.js';
export { attend, type Attended } from './attend.js';
export { createPopularity, type Popularity } from './popularity/popularity.js';
export { createUserTokens, type UserTokens } from './user-token.js';
export { attentionFor, type AttentionSettings } from './settings.js';
