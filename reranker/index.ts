export {
  QUERY_CLASSES,
  SIGNALS,
  type QueryClass,
  type RankingProfile,
  type Signal,
  type SignalMatrix,
  type Weights,
} from './matrix.js';
export type { Explanation, Move, SignalShare } from './explanation.js';
