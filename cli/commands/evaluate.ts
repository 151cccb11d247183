import type { Command } from 'commander';
import { evaluateProfile, compareProfiles, type GenerationSearch } from '../../app/index.js';
import { parseJudgments } from '../../evaluation/index.js';
import { configOf, globals, withAisle, withGeneration } from '../context.js';
import { comparisonTable, print, printJson, progressReporter, table } from '../output.js';
import { readText } from '../parse.js';

interface Options {
  judgments: string;
  ranking?: string;
  against?: string;
  generation?: string;
}

export function evaluateCommand(command: Command): void {
  command
    .requiredOption('--judgments <file>', 'TSV with the header query, product_id, label')
    .option('--ranking <profile>', 'ranking profile')
    .option('--against <profile>', 'a second one, compared by a paired randomisation test')
    .option('--generation <id>', 'one that need not be live (default: the live one)')
    .action(async (options: Options, command: Command) => {
      const judgments = parseJudgments(await readText('--judgments', options.judgments));
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      const config = configOf(command, { 'log.level': 'error' });
      // A canary must not answer a part of what is measured.
      const measure = async (aisle: GenerationSearch) => {
        const report = await evaluateProfile(aisle, judgments, options.ranking, progress.onProgress).finally(
          progress.stop,
        );
        if (options.against === undefined) {
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
          options.ranking,
          options.against,
          progress.onProgress,
        ).finally(progress.stop);
        if (json) {
          printJson({ ...report, comparison });
          return;
        }
        print(`${report.ranking} against ${options.against}, ${report.queries} queries\n`);
        print(comparisonTable(['mean', 'against'], comparison, ({ mean, against }) => [mean, against]));
      };
      await withAisle(config, (aisle) => withGeneration(aisle, options.generation, measure));
    });
}
