import type { Aisle } from '../app/index.js';
import { compare, meansOf, queryMetrics, type Judgments, type QueryMetrics } from '../evaluation/index.js';
import { askAll, idsOf } from './ask.js';
import { atLeast, type Figure } from './report.js';

const ALONE = { category: 0, brand: 0, negation: 0 };

/** The rankings that are compared, each a search request without its query. */
const RANKINGS = {
  'words alone': { legs: ['lexical'], weights: { ...ALONE, lexical: 1, vector: 0 } },
  'meaning alone': { legs: ['vector'], weights: { ...ALONE, lexical: 0, vector: 1 } },
  'nothing understood': { understand: false },
  fused: {},
  'rank fusion': { ranking: 'rrf' },
} as const;

/** Shares of the vector leg that a fixed mix of both legs is looked for in. */
const SHARES = Array.from({ length: 11 }, (_, i) => i / 10);
const RESAMPLING = { seed: 1, rounds: 10_000 };
const FUSED_TARGETS: Readonly<Record<string, number>> = { 'ndcg@10': 0.6, 'recall@100': 0.8 };

/** Quality of each ranking on the judgments, and the default one against each leg and the best fixed mix. */
export async function rankingFigures(aisle: Aisle, judgments: Judgments, model: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  const measured = new Map<string, QueryMetrics[]>();
  for (const [name, request] of Object.entries(RANKINGS)) {
    const perQuery = await measure(aisle, judgments, request);
    measured.set(name, perQuery);
    for (const [figure, value] of Object.entries(meansOf(perQuery))) {
      const target = name === 'fused' ? FUSED_TARGETS[figure] : undefined;
      figures.push({
        subject: `${model}, ${name}`,
        figure,
        value,
        ...(target === undefined ? {} : { target: atLeast(target) }),
      });
    }
  }
  const fused = measured.get('fused') ?? [];
  const { share, perQuery } = await bestMix(aisle, judgments);
  figures.push(
    ...difference(model, 'words alone', fused, measured.get('words alone') ?? [], 'ahead'),
    ...difference(model, 'meaning alone', fused, measured.get('meaning alone') ?? [], 'ahead'),
    ...difference(model, 'nothing understood', fused, measured.get('nothing understood') ?? [], 'ahead'),
    ...difference(model, `best fixed mix (vector ${share})`, fused, perQuery, 'not behind'),
    ...difference(model, 'rank fusion', fused, measured.get('rank fusion') ?? []),
  );
  return figures;
}

/** The fixed mix with the highest NDCG@10 on these very queries: what no honest choice can know beforehand. */
async function bestMix(
  aisle: Aisle,
  judgments: Judgments,
): Promise<{ share: number; perQuery: QueryMetrics[] }> {
  let best = { share: 0, perQuery: [] as QueryMetrics[], ndcg: -1 };
  for (const share of SHARES) {
    const perQuery = await measure(aisle, judgments, { weights: { lexical: 1 - share, vector: share } });
    const ndcg = meansOf(perQuery)['ndcg@10'] ?? 0;
    if (ndcg > best.ndcg) best = { share, perQuery, ndcg };
  }
  return best;
}

/**
 * Difference of NDCG@10 with its p value. "ahead": it should be above 0; "not behind": a test should not
 * show it to be behind, so that p counts where the difference is negative.
 */
function difference(
  model: string,
  against: string,
  fused: readonly QueryMetrics[],
  other: readonly QueryMetrics[],
  wanted?: 'ahead' | 'not behind',
): Figure[] {
  const compared = compare(fused, other, RESAMPLING).find(({ metric }) => metric === 'ndcg@10');
  if (compared === undefined) return [];
  const subject = `${model}, fused − ${against}`;
  const behind = wanted === 'not behind' && compared.difference < 0;
  return [
    {
      subject,
      figure: 'ndcg@10 difference',
      value: compared.difference,
      ...(wanted === 'ahead' ? { target: atLeast(0) } : {}),
    },
    { subject, figure: 'p', value: compared.p, ...(behind ? { target: atLeast(0.05) } : {}) },
  ];
}

async function measure(
  aisle: Aisle,
  judgments: Judgments,
  request: Readonly<Record<string, unknown>>,
): Promise<QueryMetrics[]> {
  const answers = await askAll(
    aisle,
    [...judgments.keys()].map((query) => ({ ...request, query, pageSize: 100 })),
  );
  return [...judgments.values()].map((gains, i) => {
    const answer = answers[i];
    return queryMetrics(answer === undefined ? [] : idsOf(answer), gains);
  });
}
