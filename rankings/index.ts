export { parseDraft } from './parse-draft.js';
export { contentSchema, draftSchema, stopWord, type RankingContent, type RankingDraft } from './content.js';
export { synonymSchema } from './synonyms.js';
export { withItem, withoutItem, withoutStopWord, withStopWord, type ItemList } from './items.js';
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
