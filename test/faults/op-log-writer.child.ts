/** Appends to the log of a shared installation from several places at once, and prints what was acknowledged. */
import { writeSync } from 'node:fs';
import { openCluster } from '../../engines/cluster/index.js';
import { createSharedLog } from '../../indexer/index.js';

const [, , node = '', prefix = '', name = '', writers = '4'] = process.argv;
const log = createSharedLog(await openCluster({ nodes: [node], deadline: 30_000 }), { prefix, replicas: 0 });
writeSync(1, 'ready\n');
const writer = async (place: number): Promise<void> => {
  for (let i = 0; ; i += 1) {
    const ids = Array.from({ length: 1 + (i % 3) }, (_, part) => `${name}-${place}-${i}-${part}`);
    const seqs = await log.append(
      ids.map((id) => ({
        time: i,
        change: { kind: 'put', id, product: { id, title: 'Written in a hurry' } },
      })),
    );
    writeSync(1, `${ids.map((id, part) => `${id}:${seqs[part]}`).join(' ')}\n`);
  }
};
await Promise.all(Array.from({ length: Number(writers) }, (_, place) => writer(place)));
