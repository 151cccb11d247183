import type { Aisle } from '../app/index.js';
import { mean, recallAt, seededRandom, withTypo, type Judgments } from '../evaluation/index.js';
import { askAll, idsOf } from './ask.js';
import { atLeast, atMost, type Figure } from './report.js';

const SEED = 1;

export interface TypoReport {
  readonly figures: readonly Figure[];
  /** The queries that were corrected as they stand, so that anybody can see whether they are misspelt. */
  readonly notes: readonly string[];
}

/** What one edit in a query costs, and whether queries without one are left alone. */
export async function typoFigures(aisle: Aisle, judgments: Judgments, model: string): Promise<TypoReport> {
  const random = seededRandom(SEED);
  const clean = await askAll(
    aisle,
    [...judgments.keys()].map((query) => ({ query, pageSize: 100 })),
  );
  const pairs = [...judgments].flatMap(([query, gains], i) => {
    const typed = withTypo(query, random);
    const recall = recallAt(clean[i] === undefined ? [] : idsOf(clean[i]), gains, 100);
    return typed === undefined || recall === undefined ? [] : [{ typed, gains, recall }];
  });
  const answers = await askAll(
    aisle,
    pairs.map(({ typed }) => ({ query: typed, pageSize: 100 })),
  );
  const typed = pairs.map(
    ({ gains }, i) => recallAt(answers[i] === undefined ? [] : idsOf(answers[i]), gains, 100) ?? 0,
  );
  const subject = `${model}, one typo in each of ${pairs.length} queries`;
  const corrected = clean.flatMap(({ corrected }) => corrected ?? []);
  const figures = [
    { subject, figure: 'recall@100', value: mean(typed) },
    {
      subject,
      figure: 'share of the clean recall@100',
      value: mean(typed) / mean(pairs.map(({ recall }) => recall)),
      target: atLeast(0.9),
    },
    {
      subject: `${model}, queries as they stand`,
      figure: 'corrected',
      value: corrected.length,
      target: atMost(0),
    },
  ];
  const listed = corrected.map(({ from, to }) => `“${from}” to “${to}”`).join(', ');
  return { figures, notes: corrected.length === 0 ? [] : [`${model}, corrected as they stand: ${listed}`] };
}
