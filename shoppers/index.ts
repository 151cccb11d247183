export { readShopper, type HistoryItem, type Shopper, type ShopperRules } from './read-shopper.js';
export { attend, type Attended } from './attend.js';
export { createPopularity, type Popularity } from './popularity/popularity.js';
export { userKey } from './user-key.js';
export { createUsers, type ExportLine, type Users } from './users.js';
export { createUserTokens, type UserTokens } from './user-token.js';
export { attentionFor, type AttentionSettings } from './settings.js';
