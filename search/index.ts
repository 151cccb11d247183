export {
  parseSearchRequest,
  searchRequestSchema,
  type Leg,
  type SearchRequest,
  type Sort,
} from './request.js';
export type { Facet, Hit, SearchAnswer } from './answer.js';
export type { Explanation } from '../reranker/index.js';
export type { SearchParts } from './freeze.js';
export { createSearch, type Search } from './search.js';
export type { SearchSettings } from './settings.js';
