import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openVectors, openVectorWriter } from '../../engines/vectors/index.js';
import { clusteredRows, rowOf } from './unit-vectors.js';
import { vectorIndexContract, type VectorFixture } from './vector-index.contract.js';
import { createReferenceIndex } from './vector-index.reference.js';

const embedded =
  (exactBelow: number) =>
  async (rows: Float32Array, dimensions: number): Promise<VectorFixture> => {
    const folder = await mkdtemp(join(tmpdir(), 'aisle-vectors-'));
    const writer = await openVectorWriter(folder, { dimensions, exactBelow });
    await writer.append(rows);
    await writer.finish();
    const index = await openVectors(folder);
    const dispose = async (): Promise<void> => {
      await index.close();
      await rm(folder, { recursive: true });
    };
    return { index, dispose };
  };

vectorIndexContract('reference', async (rows, dimensions) => ({
  index: createReferenceIndex(rows, dimensions),
  dispose: async () => undefined,
}));
vectorIndexContract('embedded, scanned', embedded(Infinity));
vectorIndexContract('embedded, graph', embedded(0), 0.95);

describe('scan', () => {
  test('finds exactly what the reference finds, at any size and k', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 19 }),
        fc.nat(70),
        async (size, d, k) => {
          const rows = clusteredRows(size, d, size * 31 + d);
          const query = rowOf(clusteredRows(1, d, k), d, 0);
          const { index, dispose } = await embedded(Infinity)(rows, d);
          try {
            const found = await index.nearest(query, k);
            const truth = await createReferenceIndex(rows, d).nearest(query, k);
            expect(found.cosines).toHaveLength(Math.min(k, size));
            // Two ways of adding up may swap neighbours that differ in the last bit: compare the cosines.
            found.cosines.forEach((cosine, at) => expect(cosine).toBeCloseTo(truth.cosines[at]!, 5));
          } finally {
            await dispose();
          }
        },
      ),
      { seed: 3, numRuns: 15 },
    );
  });
});

describe('graph', () => {
  test('recall@100 of at least .95 on 3,000 clustered vectors of 96 dimensions', async () => {
    const rows = clusteredRows(3_000, 96, 1);
    const queries = clusteredRows(20, 96, 2);
    const { index, dispose } = await embedded(0)(rows, 96);
    const reference = createReferenceIndex(rows, 96);
    let hits = 0;
    for (let i = 0; i < 20; i += 1) {
      const truth = new Set((await reference.nearest(rowOf(queries, 96, i), 100)).ordinals);
      const found = await index.nearest(rowOf(queries, 96, i), 100);
      hits += found.ordinals.filter((ordinal) => truth.has(ordinal)).length;
    }
    await dispose();
    expect(hits / 2_000).toBeGreaterThanOrEqual(0.95);
  });
});
