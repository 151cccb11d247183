import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { evaluateProfile, compareProfiles } from '../../app/index.js';
import { parseJudgments } from '../../evaluation/index.js';
import { AisleError } from '../../base/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, progressReporter, table } from '../output.js';

interface Options {
  judgments: string;
  ranking?: string;
  against?: string;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('how good the ranking is on judgments, and whether it differs from another')
    .requiredOption('--judgments <file>', 'TSV with the header query, product_id, label')
    .option('--ranking <profile>', 'ranking profile')
    .option('--against <profile>', 'a second one, compared by a paired randomisation test')
    .action(async (options: Options, command: Command) => {
      const judgments = parseJudgments(await readText(options.judgments));
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      await withAisle(configOf(command, { 'log.level': 'error' }), async (aisle) => {
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
        print(
          table(
            ['metric', 'mean', 'against', 'difference', 'p', '95% interval'],
            comparison.map((c) => [
              c.metric,
              c.mean.toFixed(4),
              c.against.toFixed(4),
              signed(c.difference),
              c.p.toFixed(4),
              `${signed(c.interval[0])} … ${signed(c.interval[1])}`,
            ]),
          ),
        );
      });
    });
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AisleError(
      'bad_request',
      `--judgments: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
      { cause: error },
    );
  }
}
