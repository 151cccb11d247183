import type { Aisle } from '../app/index.js';
import { acceptableAt, mean, quantile, recallAt, setQuality, type Judgments } from '../evaluation/index.js';
import { ask, askAll, idsOf, wholeSet } from './ask.js';
import { OFF_CATALOGUE } from './off-catalogue.js';
import { atLeast, atMost, type Figure } from './report.js';

/** How good the whole answers are as sets, whatever their order. */
export async function setFigures(aisle: Aisle, judgments: Judgments, model: string): Promise<Figure[]> {
  const recalls: number[] = [];
  const f1s: number[] = [];
  const precisions: number[] = [];
  const sizes: number[] = [];
  const popular: number[] = [];
  let empty = 0;
  let relaxed = 0;
  for (const [query, gains] of judgments) {
    const members = await wholeSet(aisle, query);
    const sorted = await ask(aisle, { query, sort: 'ratingCount:desc', pageSize: 10 });
    const recall = recallAt(members, gains, Infinity);
    const quality = setQuality(members, gains);
    if (recall !== undefined) recalls.push(recall);
    if (quality !== undefined) {
      f1s.push(quality.f1);
      precisions.push(quality.precision);
      popular.push(acceptableAt(idsOf(sorted), gains, 10));
    }
    sizes.push(members.length);
    if (members.length === 0) empty++;
    if (sorted.relaxed === true) relaxed++;
  }
  const strangers = await askAll(
    aisle,
    OFF_CATALOGUE.map((query) => ({ query })),
  );
  const strangerTotals = strangers.map((answer) => answer.total.value);
  const subject = `${model}, the set`;
  return [
    { subject, figure: 'recall of exact products', value: mean(recalls), target: atLeast(0.82) },
    { subject, figure: 'F1, exact and substitute', value: mean(f1s), target: atLeast(0.6) },
    { subject, figure: 'precision, exact and substitute', value: mean(precisions) },
    {
      subject,
      figure: 'first ten by rating count, exact or substitute',
      value: mean(popular),
      target: atLeast(0.5),
    },
    { subject, figure: 'median size', value: quantile(sizes, 0.5), unit: 'products' },
    { subject, figure: 'queries without results', value: empty, target: atMost(0) },
    { subject, figure: 'queries served relaxed', value: relaxed },
    {
      subject,
      figure: `median total of ${OFF_CATALOGUE.length} off-catalogue queries`,
      value: quantile(strangerTotals, 0.5),
      unit: 'products',
      target: atMost(5),
    },
  ];
}
