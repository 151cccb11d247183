import type { Command } from 'commander';
import { fetchConfiguredModel } from '../../app/index.js';
import { configOf, globals } from '../context.js';
import { print, printJson } from '../output.js';
import { progressReporter } from '../progress.js';

export function modelCommand(command: Command): void {
  command
    .command('fetch')
    .description('put the model into the local cache and check its SHA-256')
    .option('--model <id>', 'all-MiniLM-L6-v2 or e5-small-v2')
    .option('--precision <precision>', 'int8 or fp32')
    .action(async (options: { model?: string; precision?: string }, self: Command) => {
      const config = configOf(self, {
        'embedder.model': options.model,
        'embedder.precision': options.precision,
      });
      const json = globals(self).json === true;
      const progress = progressReporter(json);
      const fetched = await fetchConfiguredModel(config, progress.onProgress).finally(progress.stop);
      if (json) printJson(fetched);
      else print(`${fetched.model} (${fetched.precision}) is in ${fetched.folder}, from ${fetched.source}`);
    });
}
