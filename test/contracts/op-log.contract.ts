import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changed, type CatalogChange, type Product } from '../../catalog/index.js';
import type { LoggedOp, OpLog } from '../../engines/state/index.js';

const put = (id: string, price = 1): CatalogChange => ({
  kind: 'put',
  id,
  product: { id, title: `title of ${id} 中 \u0000`, price },
});
const patch = (id: string, price: number | null): CatalogChange => ({
  kind: 'patch',
  id,
  patch: { fields: { price } },
});
const gone = (id: string): CatalogChange => ({ kind: 'delete', id });
const ops = (changes: readonly CatalogChange[], time = 5) => changes.map((change) => ({ change, time }));

/** The catalogue after the ops. */
const replayed = (base: ReadonlyMap<string, Product>, logged: readonly LoggedOp[]): Map<string, Product> => {
  const products = new Map(base);
  for (const { change } of logged) {
    const after = changed(products.get(change.id), change);
    if (after === undefined) products.delete(change.id);
    else products.set(change.id, after);
  }
  return products;
};

/** One log of the suite. */
export interface LogFixture {
  readonly log: OpLog;
  /** The log refuses what comes after it. */
  close(): Promise<void>;
  /** Opens it again over the same data; absent where nothing outlives the process. */
  readonly reopen?: () => Promise<OpLog>;
  dispose(): Promise<void>;
}

export interface LogRules {
  /** Compacting leaves deletions, and what they part. */
  readonly deletionsPart?: boolean;
}

/** Ops that another one of their id should stand for. */
function repeats(stretch: readonly LoggedOp[], deletionsPart: boolean): readonly LoggedOp[] {
  const newest = new Map<string, LoggedOp>();
  return stretch.filter((op) => {
    const before = newest.get(op.change.id);
    newest.set(op.change.id, op);
    if (before === undefined) return false;
    const kinds = [before.change.kind, op.change.kind];
    // A put after a deletion is another product; so is what a deletion ends.
    return !deletionsPart || (kinds.indexOf('delete') === 0 ? kinds[1] !== 'put' : kinds[1] !== 'delete');
  });
}

/** What every op log keeps; run over each implementation. */
export function opLogContract(
  name: string,
  open: () => Promise<LogFixture>,
  { deletionsPart = false }: LogRules = {},
): void {
  describe(`op log: ${name}`, () => {
    let fixture: LogFixture;
    let log: OpLog;
    beforeEach(async () => {
      fixture = await open();
      ({ log } = fixture);
    });
    afterEach(() => fixture.dispose());

    test('ops come back as they were appended, in pages, after the number that is named', async () => {
      const changes = [put('b'), patch('b', null), gone('a'), put('a', 0)];
      const seqs = await log.append(ops(changes));
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(new Set(seqs).size).toBe(4);
      const all = await log.read(0, 10);
      expect(all.map(({ change }) => change)).toStrictEqual(changes);
      expect(all.map(({ seq }) => seq)).toEqual(seqs);
      expect(await log.read(seqs[0] ?? 0, 2)).toStrictEqual(all.slice(1, 3));
      expect(await log.read(seqs[3] ?? 0, 2)).toEqual([]);
      expect([await log.last(), await log.count()]).toEqual([seqs[3], 4]);
    });

    test('an empty log and an empty batch are nothing', async () => {
      expect([await log.last(), await log.read(0, 5), await log.append([])]).toEqual([0, [], []]);
    });

    test('a clock that jumps back does not disturb the order', async () => {
      await log.append(ops([put('a', 1)], 1_000));
      await log.append(ops([put('a', 2)], 10));
      const all = await log.read(0, 5);
      expect(all.map(({ time }) => time)).toEqual([1_000, 10]);
      expect(replayed(new Map(), all).get('a')?.price).toBe(2);
    });

    test('concurrent appends keep the order of the calls, and each batch stays together', async () => {
      const calls = Array.from({ length: 40 }, (_, i) => log.append(ops([put(`a${i}`), put(`b${i}`)])));
      const seqs = (await Promise.all(calls)).flat();
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      const order = (await log.read(0, 100)).map(({ change }) => change.id);
      expect(order).toEqual(Array.from({ length: 40 }, (_, i) => [`a${i}`, `b${i}`]).flat());
    });

    test('a number is never given twice, though everything was removed', async () => {
      await log.append(ops([put('a'), put('b')]));
      const before = await log.last();
      expect(await log.prune(before)).toBe(2);
      expect([await log.last(), await log.count()]).toEqual([before, 0]);
      const [next] = await log.append(ops([put('c')]));
      expect(next).toBeGreaterThan(before);
    });

    test('what was removed is told from what never was', async () => {
      const [first = 0] = await log.append(ops([put('a'), put('b'), put('c')]));
      await log.prune(first + 1);
      await expect(log.read(first, 5)).rejects.toMatchObject({ code: 'corrupt' });
      expect((await log.read(first + 1, 5)).map(({ change }) => change.id)).toEqual(['c']);
      // A number that was not given yet removes no later op.
      await log.prune(first + 100);
      const [next = 0] = await log.append(ops([put('d')]));
      expect((await log.read(next - 1, 5)).map(({ change }) => change.id)).toEqual(['d']);
    });

    test('a mark is a number of its own and no op', async () => {
      await log.append(ops([put('a')]));
      const mark = await log.mark();
      const [next = 0] = await log.append(ops([put('b')]));
      expect(next).toBeGreaterThan(mark);
      expect((await log.read(0, 5)).map(({ change }) => change.id)).toEqual(['a', 'b']);
      expect((await log.read(mark, 5)).map(({ change }) => change.id)).toEqual(['b']);
      expect(await log.count()).toBe(2);
    });

    test('compacted, the log comes to the same from every mark, and from every op', async () => {
      const id = fc.constantFrom('a', 'b', 'c');
      const step = fc.oneof(
        { weight: 2, arbitrary: fc.tuple(id, fc.nat(9)).map(([one, price]) => put(one, price)) },
        { weight: 3, arbitrary: fc.tuple(id, fc.option(fc.nat(9))).map(([one, price]) => patch(one, price)) },
        { weight: 1, arbitrary: id.map(gone) },
        { weight: 1, arbitrary: fc.constant('mark' as const) },
      );
      const base = new Map(['a', 'b'].map((one) => [one, { id: one, title: one, price: 77, rating: 3 }]));
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const start = await log.mark();
          const marks = [start];
          for (const one of steps) {
            if (one === 'mark') marks.push(await log.mark());
            else await log.append(ops([one]));
          }
          const before = await Promise.all(marks.map((mark) => log.read(mark, 100)));
          const whole = before[0] ?? [];
          await log.compact();
          for (const [i, mark] of marks.entries()) {
            const after = await log.read(mark, 100);
            expect(replayed(base, after)).toEqual(replayed(base, before[i] ?? []));
            const stretch = after.filter(({ seq }) => seq <= (marks[i + 1] ?? Infinity));
            expect(repeats(stretch, deletionsPart)).toEqual([]);
          }
          for (const { seq } of whole) {
            const read = whole.filter((op) => op.seq <= seq);
            const then = replayed(base, read);
            expect(replayed(then, await log.read(seq, 100))).toEqual(replayed(base, whole));
          }
        }),
        { numRuns: 40 },
      );
    });

    test('compacting answers how many went, and an empty log is compact', async () => {
      expect(await log.compact()).toBe(0);
      for (let i = 0; i < 5; i += 1)
        await log.append(ops(Array.from({ length: 450 }, (_, n) => put(`p${n}`, i))));
      expect(await log.compact()).toBe(4 * 450);
      expect(await log.count()).toBe(450);
      expect(replayed(new Map(), await log.read(0, 1_000)).get('p7')?.price).toBe(4);
    });

    test('a closed store refuses', async () => {
      await fixture.close();
      await expect(log.append(ops([put('a')]))).rejects.toMatchObject({ code: 'unavailable' });
      await expect(log.read(0, 1)).rejects.toMatchObject({ code: 'unavailable' });
    });

    test('what was appended outlives the process that did it', async () => {
      if (fixture.reopen === undefined) return;
      const seqs = await log.append(ops([put('a'), gone('b')]));
      const again = await fixture.reopen();
      expect((await again.read(0, 5)).map(({ seq }) => seq)).toEqual(seqs);
      expect(await again.last()).toBe(seqs[1]);
    });
  });
}
