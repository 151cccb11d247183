/**
 * Runs a reindex in a process of its own, so that it can be killed. Says each step of its progress on a line of its
 * own; with a number, it stands still for ever at that step, in the middle of the call.
 */
import { writeSync } from 'node:fs';
import { runReindex } from '../fixtures/reindex-job.js';

const [, , dataDir = '', file = '', stop] = process.argv;
let step = 0;
writeSync(1, 'started\n');
await runReindex(dataDir, file, {
  onProgress: ({ stage, done }) => {
    writeSync(1, `${stage} ${done}\n`);
    if (step === Number(stop ?? Number.NaN)) {
      writeSync(1, 'standing\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    step += 1;
  },
});
writeSync(1, 'finished\n');
