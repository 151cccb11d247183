export {
  parseSearchRequest,
  searchRequestSchema,
  SORTS,
  type Leg,
  type SearchRequest,
  type Sort,
} from './request.js';
export type { Facet, Hit, SearchAnswer } from './answer.js';
export { answerJson } from './answer-json.js';
export type { Explanation } from '../reranker/index.js';
export type { SearchParts } from './search-parts.js';
export { ORDER_SOURCES, type SearchOutcome } from './outcome.js';
export { createSearch, type Search } from './search.js';
export type { SearchSettings } from './settings.js';
export { createSuggest, type Suggest } from './suggest/suggest.js';
export type { SuggestAnswer } from './suggest/suggest-answer.js';
export { parseSuggestRequest, suggestRequestSchema, type SuggestRequest } from './suggest/suggest-request.js';
