export { readShopper, type HistoryItem, type Shopper } from './read-shopper.js';
export { attend, type Attended } from './attend.js';
export { affinityOf, tasteOf, type Taste } from './affinity.js';
export { catalogueShares } from './catalogue-shares.js';
export { direction } from './direction.js';
export { attentionFor, TYPE_WEIGHTS, type AttentionSettings } from './settings.js';
