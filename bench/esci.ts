import { join } from 'node:path';
import type { Judgments } from '../evaluation/index.js';
import { setFigures } from './answer-sets.js';
import { rankingFigures } from './rankings.js';
import type { BenchReport, Figure } from './report.js';
import { typoFigures } from './typos.js';
import { withInstallation, withWorkspace, type BenchOptions } from './workspace.js';

export const MODELS = ['all-MiniLM-L6-v2', 'e5-small-v2'] as const;
export type Model = (typeof MODELS)[number];

export interface EsciOptions extends BenchOptions {
  /** Product file with its map as read from JSON. */
  readonly products: string;
  readonly map?: unknown;
  readonly judgments: Judgments;
  readonly models: readonly Model[];
}

/** Quality of the answers on human judgments: order, set and typo tolerance, with each model. */
export async function benchEsci(options: EsciOptions): Promise<BenchReport> {
  const { products, map, judgments, models } = options;
  const figures: Figure[] = [];
  const notes: string[] = [];
  await withWorkspace(options.work, async (work) => {
    for (const model of models) {
      await withInstallation(
        options,
        { folder: join(work, model), file: products, map, model },
        async (aisle) => {
          figures.push(...(await rankingFigures(aisle, judgments, model)));
          figures.push(...(await setFigures(aisle, judgments, model)));
          const typos = await typoFigures(aisle, judgments, model);
          figures.push(...typos.figures);
          notes.push(...typos.notes);
        },
      );
    }
  });
  return {
    bench: 'esci',
    figures,
    notes: [
      `${judgments.size} judged queries; NDCG gains E 1, S .1, C .01, I 0; unjudged products gain 0 and count as wrong in the set`,
      'p: paired two-sided randomisation test over queries, 10,000 rounds; the best fixed mix is chosen on these very queries',
      'recall@100, mrr and map count exact products',
      ...notes,
    ],
  };
}
