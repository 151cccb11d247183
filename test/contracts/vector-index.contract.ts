import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { VectorIndex } from '../../engines/vectors/index.js';
import { clusteredRows, rowOf, unit } from './unit-vectors.js';
import { createReferenceIndex, naiveDot } from './vector-index.reference.js';

export interface VectorFixture {
  readonly index: VectorIndex;
  readonly dispose: () => Promise<void>;
}

const D = 24;
const SIZE = 600;
const rows = clusteredRows(SIZE, D, 7);
const queries = clusteredRows(30, D, 11);
const query = (i: number): Float32Array => rowOf(queries, D, i);
const reference = createReferenceIndex(rows, D);

/** What every vector index keeps; run over each implementation. `recall`: the share of the true nearest it must find. */
export function vectorIndexContract(
  name: string,
  make: (rows: Float32Array, dimensions: number) => Promise<VectorFixture>,
  recall = 1,
): void {
  describe(`vector index: ${name}`, () => {
    let shared: VectorFixture;
    let index: VectorIndex;
    const made: VectorFixture[] = [];
    const open = async (some: Float32Array, dimensions: number): Promise<VectorIndex> => {
      const fixture = await make(some, dimensions);
      made.push(fixture);
      return fixture.index;
    };
    beforeAll(async () => {
      shared = await make(rows, D);
      index = shared.index;
    });
    afterAll(() => shared.dispose());
    afterEach(async () => {
      for (const fixture of made.splice(0)) await fixture.dispose();
    });

    test('says its size, dimensions and mean', () => {
      expect([index.size, index.dimensions]).toEqual([SIZE, D]);
      expect(index.checksum).toBe(reference.checksum);
      expect(index.mean).toHaveLength(D);
      for (let j = 0; j < D; j += 1) expect(index.mean[j]).toBeCloseTo(reference.mean[j]!, 6);
    });

    test(`nearest finds ${recall * 100}% of the true nearest, best first`, async () => {
      let hits = 0;
      let wanted = 0;
      for (let i = 0; i < 30; i += 1) {
        const truth = await reference.nearest(query(i), 20);
        const found = await index.nearest(query(i), 20);
        expect(found.ordinals).toHaveLength(20);
        expect(new Set(found.ordinals).size).toBe(20);
        found.ordinals.forEach((ordinal, at) => {
          expect(found.cosines[at]).toBeCloseTo(naiveDot(query(i), rowOf(rows, D, ordinal)), 6);
          if (at > 0) expect(found.cosines[at]!).toBeLessThanOrEqual(found.cosines[at - 1]!);
        });
        const known = new Set(truth.ordinals);
        hits += found.ordinals.filter((ordinal) => known.has(ordinal)).length;
        wanted += known.size;
      }
      expect(hits / wanted).toBeGreaterThanOrEqual(recall);
    });

    test('every vector finds itself', async () => {
      for (let ordinal = 0; ordinal < SIZE; ordinal += 37) {
        const { ordinals, cosines } = await index.nearest(rowOf(rows, D, ordinal), 1);
        expect([...ordinals]).toEqual([ordinal]);
        expect(cosines[0]).toBeCloseTo(1, 5);
      }
    });

    test('mean and sd are those of the cosine over the whole catalogue', async () => {
      for (let i = 0; i < 10; i += 1) {
        const truth = await reference.nearest(query(i), 1);
        const found = await index.nearest(query(i), 1);
        expect(found.mean).toBeCloseTo(truth.mean, 6);
        expect(found.sd).toBeCloseTo(truth.sd, 6);
      }
    });

    test('a nearest and a similarity are the same number', async () => {
      const { ordinals, cosines } = await index.nearest(query(3), 50);
      expect(await index.similarities([query(3)], ordinals)).toEqual([cosines]);
    });

    test('k of 0 finds nothing, k past the size finds everything once, in the true order', async () => {
      expect((await index.nearest(query(0), 0)).ordinals).toHaveLength(0);
      const all = await index.nearest(query(0), SIZE + 50);
      expect(all.ordinals).toHaveLength(SIZE);
      expect(new Set(all.ordinals).size).toBe(SIZE);
      const truth = await reference.nearest(query(0), 5);
      expect([...all.ordinals.subarray(0, 5)]).toEqual([...truth.ordinals]);
    });

    test('an empty index answers, with nothing', async () => {
      const empty = await open(new Float32Array(0), D);
      expect(empty.size).toBe(0);
      const { ordinals, mean, sd } = await empty.nearest(query(0), 10);
      expect([ordinals.length, mean, sd]).toEqual([0, 0, 0]);
      expect(await empty.vectors(new Uint32Array(0))).toHaveLength(0);
      expect([...empty.mean]).toEqual(new Array(D).fill(0));
    });

    test('a single vector is the nearest of all, without spread', async () => {
      const one = await open(unit([3, 4]), 2);
      const { ordinals, cosines, mean, sd } = await one.nearest(Float32Array.of(1, 0), 10);
      expect([...ordinals]).toEqual([0]);
      expect(cosines[0]).toBeCloseTo(0.6, 6);
      expect(mean).toBeCloseTo(0.6, 6);
      expect(sd).toBeCloseTo(0, 4);
    });

    test('equal vectors: all are found, ties by ordinal', async () => {
      const copies = new Float32Array(300 * 2);
      for (let i = 0; i < 300; i += 1) copies.set(i % 10 === 9 ? [0, 1] : [1, 0], i * 2);
      const equal = await open(copies, 2);
      const { ordinals, cosines } = await equal.nearest(Float32Array.of(0, 1), 300);
      const others = Array.from({ length: 300 }, (_, i) => i).filter((i) => i % 10 !== 9);
      expect([...ordinals]).toEqual([...Array.from({ length: 30 }, (_, i) => i * 10 + 9), ...others]);
      expect(cosines[29]).toBe(1);
      const few = await equal.nearest(Float32Array.of(1, 0), 20);
      expect([...few.cosines]).toEqual(new Array(20).fill(1));
      expect([...few.ordinals]).toEqual([...few.ordinals].sort((a, b) => a - b));
    });

    test('similarities are the dot products, in the order asked', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: D, maxLength: D }), {
            maxLength: 4,
          }),
          fc.array(fc.nat(SIZE - 1), { maxLength: 40 }),
          async (some, ordinals) => {
            const asked = some.map((values) => Float32Array.from(values));
            const answers = await index.similarities(asked, Uint32Array.from(ordinals));
            expect(answers).toHaveLength(asked.length);
            answers.forEach((answer, i) => {
              expect(answer).toHaveLength(ordinals.length);
              ordinals.forEach((ordinal, at) => {
                expect(answer[at]).toBeCloseTo(naiveDot(asked[i]!, rowOf(rows, D, ordinal)), 5);
              });
            });
          },
        ),
        { seed: 5, numRuns: 50 },
      );
    });

    test('vectors come back bit for bit, in the order asked, repeated where asked twice', async () => {
      const found = await index.vectors(Uint32Array.of(5, 599, 5));
      const expected = [5, 599, 5].flatMap((ordinal) => [...rowOf(rows, D, ordinal)]);
      expect([...found]).toEqual(expected);
    });

    test('many searches at once: each gets its own answer', async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, i) => index.nearest(rowOf(rows, D, i * 20), 3)),
      );
      expect(answers.map(({ ordinals }) => ordinals[0])).toEqual(
        Array.from({ length: 30 }, (_, i) => i * 20),
      );
    });

    test('the query is not kept: changing it while searches wait changes nothing', async () => {
      const expected = await index.nearest(query(1), 5);
      const mine = query(1);
      const sent = Array.from({ length: 5 }, () => index.nearest(mine, 5));
      mine.fill(0);
      for (const answer of await Promise.all(sent)) expect(answer).toEqual(expected);
    });

    test.each([
      ['too few dimensions', new Float32Array(D - 1)],
      ['too many dimensions', new Float32Array(D + 1)],
      ['NaN', new Float32Array(D).fill(NaN, 3, 4)],
      ['infinity', new Float32Array(D).fill(-Infinity, 0, 1)],
    ])('a query with %s is refused', async (_, bad) => {
      const refusal = { code: 'bad_request' };
      await expect(index.nearest(bad, 5)).rejects.toMatchObject(refusal);
      await expect(index.similarities([query(0), bad], Uint32Array.of(0))).rejects.toMatchObject(refusal);
    });

    test.each([-1, 1.5, NaN])('k = %p is refused', async (k) => {
      await expect(index.nearest(query(0), k)).rejects.toMatchObject({ code: 'bad_request' });
    });

    test('an ordinal that is not there is refused', async () => {
      const refusal = { code: 'bad_request' };
      await expect(index.vectors(Uint32Array.of(0, SIZE))).rejects.toMatchObject(refusal);
      await expect(index.similarities([query(0)], Uint32Array.of(SIZE))).rejects.toMatchObject(refusal);
    });

    test('a caller who stopped waiting is refused', async () => {
      const signal = AbortSignal.abort();
      const refusal = { code: 'deadline_exceeded' };
      await expect(index.nearest(query(0), 5, { signal })).rejects.toMatchObject(refusal);
      await expect(index.similarities([query(0)], Uint32Array.of(0), { signal })).rejects.toMatchObject(
        refusal,
      );
      await expect(index.vectors(Uint32Array.of(0), { signal })).rejects.toMatchObject(refusal);
    });

    test('close lets the searches under way end, twice is once, and later calls are refused', async () => {
      const closing = await open(rows, D);
      const sent = closing.nearest(rowOf(rows, D, 9), 1);
      const closed = closing.close();
      expect([...(await sent).ordinals]).toEqual([9]);
      await closed;
      await closing.close();
      await expect(closing.nearest(query(0), 1)).rejects.toMatchObject({ code: 'unavailable' });
      await expect(closing.vectors(Uint32Array.of(0))).rejects.toMatchObject({ code: 'unavailable' });
    });
  });
}
