import type { Command } from 'commander';
import { configOf, globals, withAisle } from '../context.js';
import { print, printJson, table } from '../output.js';
import { progressReporter } from '../progress.js';

export function eventsCommand(command: Command): void {
  command
    .command('import')
    .description('import UBI queries and events (NDJSON, gzip or not)')
    .argument('<file>')
    .action(async (file: string, _: unknown, self: Command) => {
      const json = globals(self).json === true;
      const progress = progressReporter(json);
      const report = await withAisle(configOf(self), (aisle) =>
        aisle.events.importFile(file, { onProgress: progress.onProgress }),
      ).finally(progress.stop);
      if (json) return printJson(report);
      print(
        table(
          ['accepted', 'duplicates', 'rejected', 'refused'],
          [[report.accepted, report.duplicates, report.rejected, report.refused]],
        ),
      );
    });
}
