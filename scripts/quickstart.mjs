// From a fresh clone to a shop in the browser: install, build, model, sample catalogue, storefront.
import { install, requireNode, run } from './run.mjs';

requireNode();
const args = process.argv.slice(2);
const steps = [
  ['Installing packages', install],
  ['Building', () => run(process.execPath, ['scripts/build.mjs'])],
  ['Getting the embedding model', () => run(process.execPath, ['dist/cli/main.js', 'model', 'fetch'])],
];
for (const [name, step] of steps) {
  process.stdout.write(`\n▸ ${name}\n`);
  const code = await step();
  if (code !== 0) {
    process.stderr.write(`\n${name} failed (exit code ${code}).\n`);
    process.exit(code);
  }
}
process.stdout.write('\n▸ Indexing the sample catalogue and opening the shop\n');
process.exit(await run(process.execPath, ['dist/cli/main.js', 'demo', ...args]));
