export { readShopper, type HistoryItem, type Shopper } from './read-shopper.js';
export { attend, type Attended } from './attend.js';
export { affinityOf, tasteOf, type Taste } from './affinity.js';
export { catalogueShares } from './catalogue-shares.js';
export { direction } from './direction.js';
export { createPopularity, type PopularProduct, type Popularity } from './popularity/popularity.js';
export { createUserTokens, type UserTokens } from './user-token.js';
export { attentionFor, TYPE_WEIGHTS, type AttentionSettings } from './settings.js';
