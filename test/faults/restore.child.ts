/**
 * Restores a backup in a process of its own, which kills itself with kill -9 `before` or `after` the rename of that
 * number, from 0. Says how many there were when it comes to its end.
 */
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { loadConfig, restore } from '../../app/index.js';

const [, , data = '', file = '', instant = ''] = process.argv;
let renames = 0;
const dieAt = (moment: string): void => {
  if (instant === `${moment} ${renames}`) process.kill(process.pid, 'SIGKILL');
};
const { rename } = promises;
promises.rename = async (from, to) => {
  dieAt('before');
  await rename(from, to);
  dieAt('after');
  renames += 1;
};
syncBuiltinESMExports();
process.stdout.write('started\n');
await restore(loadConfig({ environment: {}, overrides: { data, 'embedder.model': 'none' } }), file);
process.stdout.write(`finished ${renames}\n`);
