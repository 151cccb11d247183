import { Command } from 'commander';
import { AisleError } from '../../base/index.js';
import type { ReindexReport } from '../../indexer/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { duration, print, printJson, progressReporter, table } from '../output.js';
import { readJson } from '../parse.js';

interface Options {
  map?: string;
  publish: boolean;
  fresh?: boolean;
  force?: boolean;
}

export function reindexCommand(): Command {
  return new Command('reindex')
    .description('build a generation from a product file and publish it; run again after a crash it resumes')
    .argument('<file>', 'NDJSON, CSV or a JSON array, gzip or not')
    .option('--map <map>', 'JSON file: product field → source field')
    .option('--no-publish', 'build and verify alone')
    .option('--fresh', 'forget an unfinished build')
    .option('--force', 'publish even when the verification finds something')
    .action(async (file: string, options: Options, command: Command) => {
      const map = options.map === undefined ? undefined : await readJson('--map', options.map);
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const report = await withAisle(configOf(command), (aisle) =>
        aisle.reindex({
          file,
          map,
          publish: options.publish,
          fresh: options.fresh === true,
          force: options.force === true,
          onProgress: progress.onProgress,
          signal: stop.signal,
        }),
      ).finally(progress.stop);
      if (json) printJson(report);
      else printReport(report);
      if (options.publish && !report.published) {
        const { generation, findings } = report;
        throw new AisleError(
          'unprocessable',
          `${generation} is built, but not published: ${findings.join('; ')}; \`aisle generations publish ${generation} --force\` publishes it all the same`,
        );
      }
    });
}

/** What a reindex did, for people. */
export function printReport(report: ReindexReport): void {
  print(
    table(
      ['rows', 'products', 'rejected', 'repaired', 'embedded', 'reused'],
      [[report.rows, report.products, report.rejected, report.repaired, report.embedded, report.reused]],
    ),
  );
  const stages = Object.entries(report.seconds).map(([stage, seconds]) => `${stage} ${duration(seconds)}`);
  print(
    `\ngeneration ${report.generation} ${report.published ? 'is live' : 'is built, not published'}  (${stages.join(', ')})`,
  );
  if (report.rejected + report.repaired > 0)
    print(`what was rejected or repaired, row by row: ${report.reportPath}`);
}
