export {
  SIGNALS,
  type QueryClass,
  type RankingProfile,
  type Signal,
  type SignalMatrix,
  type Weights,
} from './matrix.js';
export type { Explanation, Move, SignalShare } from './explanation.js';
export type { Scales } from './normalise/index.js';
export type { Reasons } from './sentence.js';
export { DEFAULT_PROFILE, RRF_PROFILE } from './profile.js';
export { wantsSignal } from './weights.js';
export { rank, type Ranking, type RankRequest } from './rank.js';
export { explain } from './explain.js';
export { firstOfEachGroup } from './order.js';
