export { parseDraft } from './parse-draft.js';
export type { RankingContent, RankingDraft } from './content.js';
export { differenceOf, type ListDifference, type RankingDifference } from './diff.js';
export type { CompiledRanking } from './compile.js';
export {
  createRankings,
  type EditOptions,
  type Rankings,
  type RankingSummary,
  type RankingVersion,
  type VersionSummary,
} from './rankings.js';
