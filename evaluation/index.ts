export { parseJudgments, type Gains, type Judgments } from './judgments.js';
export { queryMetrics, type QueryMetrics } from './query-metrics.js';
export { overlapAt, type Overlap } from './overlap.js';
export { recallAt } from './recall.js';
export { acceptableAt, setQuality } from './set-quality.js';
export { compare, meansOf, type Comparison, type EvaluationReport } from './report.js';
export { mean, quantile } from './means.js';
export { seededRandom } from './random.js';
export { withTypo } from './typo.js';
