export { createRecommend, type Recommend } from './recommend.js';
export type { RecommendationsAnswer, RecommendedItem, RelatedAnswer } from './answer.js';
export {
  parseRecommendations,
  parseRelated,
  type RecommendationsRequest,
  type RelatedRequest,
} from './request.js';
export { sequenceScores } from './sequence-rules.js';
