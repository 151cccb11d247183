export { ROLES, type Key, type Role } from './key.js';
export { spanOf, type KeyWish } from './key-wish.js';
export { openKeys, type Keys, type ShownKey } from './keys.js';
export { unfitForStorefront } from './storefront-key.js';
