import type { Command } from 'commander';
import { compareGenerations, type GenerationComparison, type Questions } from '../../app/index.js';
import { AisleError } from '../../base/index.js';
import { parseJudgments } from '../../evaluation/index.js';
import { configOf, globals, withAisle, withGeneration } from '../context.js';
import { comparisonTable, print, printJson, table } from '../output.js';
import { rankingReference } from '../ranking-reference.js';
import { readText } from '../parse.js';
import { progressReporter } from '../progress.js';

interface Options {
  judgments?: string;
  queries?: string;
  ranking?: string;
}

/** `aisle generations compare A B`. */
export function compareCommand(command: Command): void {
  command
    .argument('<a>', 'usually the live one')
    .argument('<b>', 'measured against it')
    .option('--judgments <file>', 'TSV with the header query, product_id, label')
    .option('--queries <file>', 'without judgments: a query a line')
    .option('--ranking <ranking>', 'name, name@version, or a JSON file as `aisle rankings put` takes it')
    .action(async (a: string, b: string, options: Options, command: Command) => {
      const questions = await questionsOf(options);
      const json = globals(command).json === true;
      const { onProgress, stop } = progressReporter(json);
      const report = await withAisle(configOf(command, { 'log.level': 'error' }), async (aisle) => {
        const ranking = await rankingReference(aisle, options.ranking);
        return withGeneration(aisle, a, (one) =>
          withGeneration(aisle, b, (other) =>
            compareGenerations([one, other], questions, { ranking, onProgress }),
          ),
        );
      }).finally(stop);
      if (json) printJson(report);
      else printComparison(report);
    });
}

async function questionsOf({ judgments, queries }: Options): Promise<Questions> {
  if (judgments !== undefined && queries === undefined) {
    return { judgments: parseJudgments(await readText('--judgments', judgments)) };
  }
  if (queries === undefined || judgments !== undefined) {
    throw new AisleError('bad_request', 'compare: expected either --judgments or --queries with a file');
  }
  const lines = (await readText('--queries', queries)).split(/\r?\n/).map((line) => line.trim());
  const asked = [...new Set(lines)].filter((line) => line !== '');
  if (asked.length === 0) throw new AisleError('bad_request', `--queries: ${queries} holds no query`);
  return { queries: asked };
}

function printComparison(report: GenerationComparison): void {
  const { generations, comparison, overlap, differing } = report;
  print(`${report.queries} queries, ${report.ranking}\n`);
  print(
    table(
      ['', 'generation', 'model', 'median set', 'without results'],
      generations.map((g, i) => ['AB'.charAt(i), g.generation, g.model, g.medianTotal, g.empty]),
    ),
  );
  if (comparison.length > 0) {
    print();
    print(comparisonTable(['A', 'B'], comparison, ({ against, mean }) => [against, mean]));
  }
  print(
    `\nthe first ten: ${overlap.jaccard.toFixed(3)} in common (Jaccard), rank-biased overlap ${overlap.rbo.toFixed(3)}; most different:\n`,
  );
  const judged = differing.some(({ ndcg }) => ndcg !== undefined);
  print(
    table(
      ['query', 'Jaccard', 'RBO', ...(judged ? ['NDCG@10 A', 'B'] : []), 'first in A', 'first in B'],
      differing.map(({ query, jaccard, rbo, ndcg, first }) => [
        query,
        jaccard.toFixed(3),
        rbo.toFixed(3),
        ...(judged ? [shown(ndcg?.[0]), shown(ndcg?.[1])] : []),
        first[0] ?? '–',
        first[1] ?? '–',
      ]),
    ),
  );
}

/** Undefined where nothing that was judged gains. */
function shown(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3);
}
