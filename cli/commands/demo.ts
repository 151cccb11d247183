import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { demoShoppers, writeCatalog } from '../../catalog/generator/index.js';
import { configOf, globals, withAisle } from '../context.js';
import { print } from '../output.js';
import { integer } from '../parse.js';
import { progressReporter } from '../progress.js';
import { printReport } from './reindex.js';
import { serveUntilStopped } from './serve.js';

interface Options {
  products: number;
  seed: number;
  port?: number;
  serve: boolean;
}

export function demoCommand(command: Command): void {
  command
    .option('--products <n>', 'how many', integer('--products', 1), 2_000)
    .option('--seed <n>', 'the same seed gives the same shop', integer('--seed'), 1)
    .option('--port <port>', 'port (default 7700)', integer('--port'))
    .option('--no-serve', 'stop when everything is ready')
    .action(async (options: Options, command: Command) => {
      const config = configOf(command, { 'server.port': options.port });
      const json = globals(command).json === true;
      const progress = progressReporter(json);
      const { products, seed } = options;
      const folder = join(config.data, 'demo');
      await mkdir(folder, { recursive: true });
      const catalogue = join(folder, 'catalogue.ndjson.gz');
      const written = await writeCatalog(catalogue, { products, seed, onProgress: progress.onProgress });
      await writeFile(join(folder, 'shoppers.json'), JSON.stringify(demoShoppers({ products, seed })));
      await withAisle(config, async (aisle) => {
        const report = await aisle.reindex({
          file: catalogue,
          publish: true,
          fresh: false,
          force: true,
          onProgress: progress.onProgress,
        });
        const events = await aisle.events.importFile(written.events, { onProgress: progress.onProgress });
        progress.stop();
        if (!json) {
          printReport(report);
          print(`${events.accepted} events of the shoppers imported, ${events.duplicates} were known\n`);
        }
        if (options.serve) await serveUntilStopped(aisle, json);
      }).finally(progress.stop);
    });
}
