import type { Command } from 'commander';
import { checkCatalog, parseMap } from '../../catalog/index.js';
import { writeCatalog } from '../../catalog/generator/index.js';
import { AisleError } from '../../base/index.js';
import { globals } from '../context.js';
import { print, printJson, table } from '../output.js';
import { integer, readJson } from '../parse.js';
import { progressReporter } from '../progress.js';

export function catalogCommand(command: Command): void {
  command
    .command('generate')
    .description('write a believable, reproducible catalogue with shoppers, events and judgments')
    .requiredOption('--out <file>', 'NDJSON file; the others stand beside it')
    .option('--products <n>', 'how many', integer('--products', 1), 2_000)
    .option('--seed <n>', 'the same seed gives the same bytes', integer('--seed'), 1)
    .option('--shoppers <n>', 'how many', integer('--shoppers', 1))
    .action(
      async (options: { out: string; products: number; seed: number; shoppers?: number }, self: Command) => {
        const json = globals(self).json === true;
        const progress = progressReporter(json);
        const { out, ...rest } = options;
        const written = await writeCatalog(out, { ...rest, onProgress: progress.onProgress }).finally(
          progress.stop,
        );
        if (json) return printJson(written);
        print(
          table(
            ['file', 'rows'],
            written.files.map((file) => [file.path, file.rows]),
          ),
        );
      },
    );
  command
    .command('check')
    .description('read and clean a file; say what would be rejected or repaired, and why')
    .argument('<file>')
    .option('--map <map>', 'JSON file: product field → source field')
    .action(async (file: string, options: { map?: string }, self: Command) => {
      const map = options.map === undefined ? undefined : parseMap(await readJson('--map', options.map));
      const json = globals(self).json === true;
      const progress = progressReporter(json);
      const report = await checkCatalog(file, {
        ...(map === undefined ? {} : { map }),
        onProgress: progress.onProgress,
      }).finally(progress.stop);
      if (json) {
        printJson(report);
      } else {
        print(
          table(
            ['rows', 'products', 'rejected', 'repaired'],
            [[report.rows, report.products, report.rejected, report.repaired]],
          ),
        );
        if (report.reasons.length > 0)
          print(
            `\n${table(
              ['reason', 'count'],
              report.reasons.map((r) => [r.reason, r.count]),
            )}`,
          );
      }
      if (report.products === 0) throw new AisleError('bad_file', `no product is left of ${file}`);
    });
}
