export {
  SIGNALS,
  weightsOf,
  type QueryClass,
  type RankingProfile,
  type Signal,
  type SignalMatrix,
  type Weights,
} from './matrix.js';
export type { Explanation, Move, SignalShare } from './explanation.js';
export type { Scales } from './normalise/index.js';
export type { Reasons } from './sentence.js';
export { DEFAULT_PROFILE, profileSchema, rankingName, RRF_PROFILE } from './profile.js';
export { wantsSignal } from './weights.js';
export { rank, type Ranking, type RankRequest } from './rank.js';
export { explain } from './explain.js';
export { firstOfEachGroup, identity } from './order.js';
export { categoryIntent, headNoun, type CategoryIntent } from './intent/category-intent.js';
export { brandIntent } from './intent/brand-intent.js';
export { negatedBy } from './intent/negated.js';
export { itemId, ruleSchema, type Rule } from './rules/rule.js';
export { checkRules } from './rules/check-rules.js';
export { compileRules, type CompiledRule, type CompiledRules } from './rules/compile.js';
export { activeRules } from './rules/active-rules.js';
export { moveByRules, type Moved } from './rules/move.js';
