import type { Command } from 'commander';
import { evaluateProfile, compareProfiles, type GenerationSearch } from '../../app/index.js';
import { parseJudgments } from '../../evaluation/index.js';
import { configOf, globals, withAisle, withGeneration } from '../context.js';
import { comparisonTable, print, printJson, table } from '../output.js';
import { rankingReference } from '../ranking-reference.js';
import { readText } from '../parse.js';
import { progressReporter } from '../progress.js';

interface Options {
  judgments: string;
  ranking?: string;
  against?: string;
  generation?: string;
}

export function evaluateCommand(command: Command): void {
  command
    .requiredOption('--judgments <file>', 'TSV with the header query, product_id, label')
    .option('--ranking <ranking>', 'name, name@version, or a JSON file as `aisle rankings put` takes it')
    .option('--against <ranking>', 'a second one, compared by a paired randomisation test')
    .option('--generation <id>', 'one that need not be live (default: the live one)')
    .action(async (options: Options, command: Command) => {
      const judgments = parseJudgments(await readText('--judgments', options.judgments));
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      const config = configOf(command, { 'log.level': 'error' });
      // A canary must not answer a part of what is measured.
      const measure = async (
        aisle: GenerationSearch,
        ranking: string | undefined,
        against: string | undefined,
      ) => {
        const report = await evaluateProfile(aisle, judgments, ranking, progress.onProgress).finally(
          progress.stop,
        );
        if (against === undefined) {
          if (json) {
            printJson(report);
            return;
          }
          print(`${report.ranking} on generation ${report.generation}, ${report.queries} queries\n`);
          for (const note of report.notes) print(`${note}\n`);
          print(
            table(
              ['metric', 'mean'],
              Object.entries(report.metrics).map(([name, value]) => [name, value.toFixed(4)]),
            ),
          );
          return;
        }
        const comparison = await compareProfiles(
          aisle,
          judgments,
          ranking,
          against,
          progress.onProgress,
        ).finally(progress.stop);
        if (json) {
          printJson({ ...report, comparison });
          return;
        }
        print(`${report.ranking} against ${against}, ${report.queries} queries\n`);
        print(comparisonTable(['mean', 'against'], comparison, ({ mean, against }) => [mean, against]));
      };
      await withAisle(config, async (aisle) => {
        const ranking = await rankingReference(aisle, options.ranking);
        const against = await rankingReference(aisle, options.against);
        await withGeneration(aisle, options.generation, (searched) => measure(searched, ranking, against));
      });
    });
}
