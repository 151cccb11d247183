import type { NumericField } from '../../mappings/index.js';
import type { SortOrder } from './product-index.js';

/** What each sort goes by; sign −1: the largest first. */
export const SORT_COLUMNS: Readonly<Record<SortOrder, { field: NumericField; sign: 1 | -1 }>> = {
  'price:asc': { field: 'price', sign: 1 },
  'price:desc': { field: 'price', sign: -1 },
  'rating:desc': { field: 'rating', sign: -1 },
  'ratingCount:desc': { field: 'ratingCount', sign: -1 },
  'createdAt:desc': { field: 'createdAt', sign: -1 },
};
export const SORT_ORDERS = Object.keys(SORT_COLUMNS) as SortOrder[];
