export { createRecommend, type Recommend } from './recommend.js';
export type { RecommendationsAnswer, RecommendedItem, RelatedAnswer } from './answer.js';
export {
  MAX_ITEMS,
  MAX_SIZE,
  PLACEMENTS,
  RELATED_KINDS,
  parseRecommendations,
  parseRelated,
  type RecommendationsRequest,
  type RelatedRequest,
} from './request.js';
export { ANCHORS, NEIGHBOURS, WINDOW } from './settings.js';
export { mix, type Suggestion } from './suggestion.js';
export { HISTORY_DECAY, HOME_WEIGHTS } from './weights.js';
export { sequenceScores } from './sequence-rules.js';
