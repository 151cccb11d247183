/** Builds a vector index and says where it is, so that it can be killed there. */
import { writeSync } from 'node:fs';
import { openVectorWriter } from '../../engines/vectors/index.js';
import { clusteredRows } from '../contracts/unit-vectors.js';

// Large enough that the graph is still being built when the first progress is told.
const SIZE = 20_000;
const D = 64;
const folder = process.argv[2] ?? '';
const rows = clusteredRows(SIZE, D, 9);
const writer = await openVectorWriter(folder, { dimensions: D, exactBelow: 0 });
for (let at = 0; at < SIZE; at += 1_000) {
  await writer.append(rows.subarray(at * D, (at + 1_000) * D));
  writeSync(1, `appended ${at + 1_000}\n`);
}
writeSync(1, 'finishing\n');
await writer.finish(({ done }) => writeSync(1, done > 0 && done < SIZE ? 'building\n' : 'told\n'));
writeSync(1, 'finished\n');
