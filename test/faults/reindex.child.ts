/**
 * Runs a reindex in a process of its own, so that it can be killed. Says each step of its progress on a line of its
 * own; with a step or its number, it stands still for ever there, in the middle of the call; with `before-switch` or
 * `after-switch`, around the moment when its generation is made live. With the address of a search server and a prefix
 * its products and its registry are there.
 */
import { writeSync } from 'node:fs';
import { openCluster } from '../../engines/cluster/index.js';
import { clusterPartsOf } from '../fixtures/cluster-job.js';
import { partsOf, runReindex } from '../fixtures/reindex-job.js';

const [, , dataDir = '', file = '', stop = '', address = '', prefix = ''] = process.argv;
const stand = (): void => {
  writeSync(1, 'standing\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const cluster = address === '' ? undefined : await openCluster({ nodes: [address], deadline: 30_000 });
const { engines, registry } =
  cluster === undefined ? partsOf(dataDir) : await clusterPartsOf(dataDir, cluster, prefix);
const switchTo = registry.switchTo.bind(registry);
registry.switchTo = async (generation, lock) => {
  if (stop === 'before-switch') stand();
  await switchTo(generation, lock);
  if (stop === 'after-switch') stand();
};
let step = 0;
writeSync(1, 'started\n');
await runReindex(dataDir, file, {
  engines,
  registry,
  onProgress: ({ stage, done }) => {
    writeSync(1, `${stage} ${done}\n`);
    if (stop === String(step) || stop === `${stage} ${done}`) stand();
    step += 1;
  },
});
writeSync(1, 'finished\n');
await cluster?.close();
