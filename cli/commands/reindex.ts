import type { Command } from 'commander';
import { AisleError, isAisleError } from '../../base/index.js';
import type { ReindexReport } from '../../indexer/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { duration, print, printJson, table } from '../output.js';
import { readJson } from '../parse.js';
import { progressReporter } from '../progress.js';

interface Options {
  fromElasticsearch?: string;
  map?: string;
  model?: string;
  publish: boolean;
  fresh?: boolean;
  force?: boolean;
}

export function reindexCommand(command: Command): void {
  command
    .argument('[file]', 'NDJSON, CSV or a JSON array, gzip or not')
    .option(
      '--from-elasticsearch <index>',
      'instead of a file: an index of the cluster at elasticsearch.node; it is only read',
    )
    .option('--map <map>', 'JSON file: product field → source field')
    .option('--model <id>', 'embedding model of the new generation (default: embedder.model)')
    .option('--no-publish', 'build and verify, and leave live what is')
    .option('--fresh', 'forget an unfinished build')
    .option('--force', 'publish even when the verification finds something')
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const source = sourceOf(file, options.fromElasticsearch);
      const map = options.map === undefined ? undefined : await readJson('--map', options.map);
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const request = {
        map,
        publish: options.publish,
        fresh: options.fresh === true,
        force: options.force === true,
        onProgress: progress.onProgress,
        signal: stop.signal,
      };
      const report = await withAisle(configOf(command, { 'embedder.model': options.model }), (aisle) =>
        'file' in source
          ? aisle.reindex({ ...request, file: source.file })
          : aisle.reindexFrom(source.index, request).catch((error: unknown) => {
              if (!isAisleError(error) || error.code !== 'not_found') throw error;
              throw new AisleError('not_found', `--from-elasticsearch: ${error.message}`, { cause: error });
            }),
      ).finally(progress.stop);
      if (json) printJson(report);
      else printReport(report);
      if (options.publish && !report.published) throw notPublished(report.generation, report.findings);
    });
}

function sourceOf(
  file: string | undefined,
  index: string | undefined,
): { readonly file: string } | { readonly index: string } {
  if (file !== undefined && index !== undefined) {
    const message = `the product file ${file} and --from-elasticsearch ${index} exclude each other: expected one of them`;
    throw new AisleError('bad_request', message);
  }
  if (file !== undefined) return { file };
  if (index === undefined)
    throw new AisleError('bad_request', 'expected a product file or --from-elasticsearch with an index');
  if (index === '')
    throw new AisleError(
      'bad_request',
      '--from-elasticsearch: expected the name of an index, not an empty text',
    );
  return { index };
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

/** What the verification found keeps a generation from being published. */
export function notPublished(generation: string, findings: readonly string[]): AisleError {
  return new AisleError(
    'unprocessable',
    `${generation} is built, but not published: ${findings.join('; ')}; \`aisle generations publish ${generation} --force\` publishes it all the same`,
  );
}
