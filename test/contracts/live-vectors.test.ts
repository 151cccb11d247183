import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  liveVectors,
  openVectors,
  openVectorWriter,
  withGone,
  type LiveVectors,
  type VectorChange,
  type VectorIndex,
} from '../../engines/vectors/index.js';
import { code } from '../fixtures/error-code.js';
import { clusteredRows, rowOf, unit } from './unit-vectors.js';
import { vectorIndexContract, type VectorFixture } from './vector-index.contract.js';
import { createReferenceIndex } from './vector-index.reference.js';

async function openLive(rows: Float32Array, dimensions: number, exactBelow = Infinity) {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-live-vectors-'));
  const writer = await openVectorWriter(folder, { dimensions, exactBelow });
  await writer.append(rows);
  await writer.finish();
  const live = liveVectors(await openVectors(folder));
  const dispose = async () => {
    await live.close();
    await rm(folder, { recursive: true });
  };
  return { live, dispose };
}

/** A snapshot under ordinals 0 …: those of `ordinals` in their order. */
function renumbered(live: LiveVectors, ordinals: readonly number[]): VectorIndex {
  const own = (asked: Uint32Array) => asked.map((at) => ordinals[at] ?? 0xffff_ffff);
  return {
    size: live.size,
    dimensions: live.dimensions,
    checksum: live.checksum,
    mean: live.mean,
    holds: (at) => live.holds(ordinals[at] ?? 0xffff_ffff),
    nearest: async (query, k, options) => {
      const found = await live.nearest(query, k, options);
      return { ...found, ordinals: found.ordinals.map((ordinal) => ordinals.indexOf(ordinal)) };
    },
    similarities: (queries, asked, options) => live.similarities(queries, own(asked), options),
    vectors: (asked, options) => live.vectors(own(asked), options),
    close: () => live.close(),
  };
}

/** Of each vector past the first third: it goes on under a new ordinal, or another takes its place and it comes back. */
const changed =
  (exactBelow: number) =>
  async (rows: Float32Array, d: number): Promise<VectorFixture> => {
    const { live, dispose } = await openLive(rows, d, exactBelow);
    const size = rows.length / d;
    const third = Math.floor(size / 3);
    const stranger = unit(Array.from({ length: d }, (_, i) => (i % 2 === 0 ? 1 : -0.5)));
    const all = Array.from({ length: size - third }, (_, i) => i + third);
    const first = live.with(
      all.map((row, i): VectorChange =>
        i % 2 === 0
          ? { kind: 'same', ordinal: size + i, as: row }
          : { kind: 'set', ordinal: size + i, vector: stranger, replaces: row },
      ),
    );
    const second = first.with(
      all.map((row, i): VectorChange => {
        const ordinal = 2 * size + i;
        return i % 2 === 0
          ? { kind: 'same', ordinal, as: size + i }
          : { kind: 'set', ordinal, vector: rowOf(rows, d, row), replaces: size + i };
      }),
    );
    const more = second.with([{ kind: 'set', ordinal: 4 * size, vector: stranger }]);
    const last = more.with([{ kind: 'delete', ordinal: 4 * size }]);
    const ordinals = Array.from({ length: size }, (_, i) => (i < third ? i : 2 * size + i - third));
    return { index: renumbered(last, ordinals), dispose };
  };

vectorIndexContract('live over a scan', changed(Infinity));
vectorIndexContract('live over a graph', changed(0), 0.95);

const D = 6;
type Step = { kind: 'set' | 'same' | 'replace' | 'delete'; of: number; seed: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('set', 'same', 'replace', 'delete'),
  of: fc.nat(40),
  seed: fc.nat(1_000),
});

describe('live vectors', () => {
  test('random changes: what is nearest is what is nearest of all that is left; older snapshots stay', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 5 }),
        fc.nat(35),
        async (size, batches, k) => {
          const rows = clusteredRows(size, D, size + 3);
          const { live, dispose } = await openLive(rows, D);
          const held = new Map(Array.from({ length: size }, (_, i) => [i, rowOf(rows, D, i)] as const));
          let snapshot = live;
          let next = size;
          const checks: (() => Promise<void>)[] = [];
          for (const steps of batches) {
            const changes = steps.map(({ kind, of, seed }): VectorChange => {
              const known = [...held.keys()];
              // Sometimes an ordinal that nobody has.
              const old = known[of] ?? 10_000 + of;
              const vector = held.get(old);
              if (kind !== 'set' || seed % 2 === 0) held.delete(old);
              if (kind === 'delete') return { kind, ordinal: old };
              if (kind === 'replace') {
                const other = rowOf(clusteredRows(1, D, seed), D, 0);
                held.set(old, other);
                next = Math.max(next, old + 1);
                return { kind, ordinal: old, vector: other };
              }
              const ordinal = next;
              next += 1 + (seed % 3);
              if (kind === 'same') {
                if (vector !== undefined) held.set(ordinal, vector);
                return { kind, ordinal, as: old };
              }
              const own = rowOf(clusteredRows(1, D, seed), D, 0);
              held.set(ordinal, own);
              return { kind, ordinal, vector: own, ...(seed % 2 === 0 ? { replaces: old } : {}) };
            });
            snapshot = snapshot.with(changes);
            checks.push(checkOf(snapshot, new Map(held), k));
          }
          for (const check of [...checks].reverse()) await check();
          await dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  function checkOf(snapshot: LiveVectors, held: ReadonlyMap<number, Float32Array>, k: number) {
    return async () => {
      const ordinals = [...held.keys()].sort((a, b) => a - b);
      const all = new Float32Array(ordinals.length * D);
      ordinals.forEach((ordinal, i) => all.set(held.get(ordinal) ?? [], i * D));
      const query = rowOf(clusteredRows(1, D, 77), D, 0);
      const truth = await createReferenceIndex(all, D).nearest(query, k);
      const found = await snapshot.nearest(query, k);
      expect(snapshot.size).toBe(ordinals.length);
      expect([...found.cosines]).toHaveLength(truth.cosines.length);
      found.cosines.forEach((cosine, i) => expect(cosine).toBeCloseTo(truth.cosines[i]!, 5));
      expect(new Set(found.ordinals).size).toBe(found.ordinals.length);
      expect(found.ordinals.every((ordinal) => held.has(ordinal))).toBe(true);
      expect(await snapshot.vectors(Uint32Array.from(ordinals))).toEqual(all);
      const [similar] = await snapshot.similarities([query], found.ordinals);
      expect(similar).toEqual(found.cosines);
      expect(ordinals.every((ordinal) => snapshot.holds(ordinal))).toBe(true);
      expect([9_999, 100_000].some((ordinal) => snapshot.holds(ordinal))).toBe(false);
    };
  }

  test('wrong changes are refused whole', async () => {
    const { live, dispose } = await openLive(clusteredRows(3, D, 1), D);
    const vector = rowOf(clusteredRows(1, D, 2), D, 0);
    const refused = (changes: readonly VectorChange[]) =>
      expect(() => live.with(changes)).toThrow(code('bad_request'));
    const set = (ordinal: number, own = vector) => ({ kind: 'set', ordinal, vector: own }) as const;
    refused([set(2)]);
    refused([set(3), set(3)]);
    refused([set(3, new Float32Array(D - 1))]);
    refused([set(3, new Float32Array(D).fill(Number.NaN))]);
    await expect(live.vectors(Uint32Array.of(3))).rejects.toMatchObject({ code: 'bad_request' });
    expect(live.size).toBe(3);
    await dispose();
  });
});

test('a vector that comes late is found under its ordinal, between those that came before it', async () => {
  const { live, dispose } = await openLive(clusteredRows(6, 4, 1), 4);
  try {
    const [one, late, other] = [unit([1, 0, 0, 0]), unit([0, 1, 0, 0]), unit([0, 0, 1, 0])];
    const before = live.with([
      { kind: 'set', ordinal: 6, vector: one },
      { kind: 'set', ordinal: 9, vector: other },
    ]);
    expect(before.holds(8)).toBe(false);
    const after = before.with([{ kind: 'late', ordinal: 8, vector: late }]);
    expect([before.holds(8), after.holds(8), after.size]).toEqual([false, true, 9]);
    expect((await after.nearest(late, 1)).ordinals).toEqual(Uint32Array.of(8));
    expect(await after.vectors(Uint32Array.of(9, 8, 6))).toEqual(
      Float32Array.from([...other, ...late, ...one]),
    );
    for (const ordinal of [5, 6]) {
      const wrong = () => after.with([{ kind: 'late', ordinal, vector: late }]);
      expect(wrong).toThrow(/ordinal \d+: expected one from 6 on that has no vector/);
    }
    // The newest version may be the one without: what follows lies beyond it.
    const newest = after.with([{ kind: 'late', ordinal: 12, vector: late }]);
    expect(newest.holds(12)).toBe(true);
    expect(() => newest.with([{ kind: 'set', ordinal: 12, vector: one }])).toThrow(/expected one from 13 on/);
  } finally {
    await dispose();
  }
});

test('vectors that are changed over and over give way to the newest, and older snapshots keep theirs', async () => {
  const { live, dispose } = await openLive(clusteredRows(3, D, 1), D);
  try {
    const all = clusteredRows(2_500, D, 5);
    const first = live.with([
      { kind: 'set', ordinal: 3, vector: rowOf(all, D, 0), replaces: 0 },
      { kind: 'same', ordinal: 4, as: 1 },
    ]);
    let snapshot = first;
    for (let i = 1; i < 2_500; i++) {
      snapshot = snapshot.with([
        { kind: 'set', ordinal: 4 + i, vector: rowOf(all, D, i), replaces: i === 1 ? 3 : 3 + i },
      ]);
    }
    expect([first.size, snapshot.size]).toEqual([3, 3]);
    expect(await snapshot.vectors(Uint32Array.of(2_503))).toEqual(rowOf(all, D, 2_499));
    expect((await snapshot.nearest(rowOf(all, D, 2_499), 1)).ordinals).toEqual(Uint32Array.of(2_503));
    expect(await snapshot.vectors(Uint32Array.of(4))).toEqual(await live.vectors(Uint32Array.of(1)));
    expect(await first.vectors(Uint32Array.of(3))).toEqual(rowOf(all, D, 0));
  } finally {
    await dispose();
  }
});

test('while nobody knows which vectors are of products that are gone, so many more are found', async () => {
  const rows = clusteredRows(60, D, 4);
  const { live, dispose } = await openLive(rows, D);
  try {
    const query = rowOf(rows, D, 7);
    const found = async (gone: number, k: number) =>
      (await withGone(live, gone).nearest(query, k)).ordinals.length;
    expect(await Promise.all([found(0, 10), found(1, 10), found(30, 10), found(30, 50)])).toEqual([
      10, 11, 20, 60,
    ]);
    expect((await withGone(live, 30).nearest(query, 1)).ordinals).toContain(7);
  } finally {
    await dispose();
  }
});
