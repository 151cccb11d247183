import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changed, type CatalogChange, type Product } from '../../catalog/index.js';
import type { LoggedOp, OpLog } from '../../engines/state/index.js';

const put = (id: string, price = 1): CatalogChange => ({
  kind: 'put',
  id,
  product: { id, title: id, price },
});
const patch = (id: string, price: number): CatalogChange => ({
  kind: 'patch',
  id,
  patch: { fields: { price } },
});
const ops = (...changes: readonly CatalogChange[]) => changes.map((change) => ({ change, time: 5 }));

/** The whole log, in pages of a size. */
async function wholeLog(log: OpLog, page: number, after = 0): Promise<LoggedOp[]> {
  const all: LoggedOp[] = [];
  for (;;) {
    const next = await log.read(all.at(-1)?.seq ?? after, page);
    if (next.length === 0) return all;
    all.push(...next);
  }
}

/** What a log keeps that several servers hold open at once. `open`: a log of its own, and how each server opens it. */
export function sharedOpLogContract(name: string, open: () => () => OpLog): void {
  describe(`op log of several servers: ${name}`, () => {
    let server: () => OpLog;
    beforeEach(() => {
      server = open();
    });

    test('appends of several at once have one order that all read alike: nothing lost, nothing twice', async () => {
      const servers = [server(), server(), server()];
      const given = await Promise.all(
        servers.flatMap((log, s) =>
          Array.from({ length: 30 }, async (_, i) => {
            const changes = [put(`${s}-${i}-a`), put(`${s}-${i}-b`)];
            return {
              seqs: await log.append(ops(...changes)),
              ids: changes.map(({ id }) => id),
              server: s,
              i,
            };
          }),
        ),
      );
      const reads = await Promise.all([...servers, server()].map((log, i) => wholeLog(log, 7 + 40 * i)));
      const [all = []] = reads;
      for (const read of reads) expect(read).toStrictEqual(all);
      expect(all).toHaveLength(180);
      expect(new Set(all.map(({ seq }) => seq)).size).toBe(180);
      for (const { seqs, ids } of given) {
        const at = all.findIndex(({ seq }) => seq === seqs[0]);
        expect(all.slice(at, at + 2).map(({ seq, change }) => [seq, change.id])).toEqual(
          seqs.map((seq, i) => [seq, ids[i]]),
        );
      }
      for (const s of servers.keys()) {
        const own = all.flatMap(({ change: { id } }) =>
          id.startsWith(`${s}-`) && id.endsWith('a') ? [id] : [],
        );
        expect(own).toEqual(Array.from({ length: 30 }, (_, i) => `${s}-${i}-a`));
      }
    });

    test('what one appended, marked or removed the other sees at once', async () => {
      const [one, two] = [server(), server()];
      expect([await two.last(), await two.read(0, 5)]).toEqual([0, []]);
      const [first = 0] = await one.append(ops(put('a')));
      expect((await two.read(0, 5)).map(({ change }) => change.id)).toEqual(['a']);
      const mark = await two.mark();
      expect(await one.last()).toBe(mark);
      await two.append(ops(put('c')));
      // Also where it knows the first of them already.
      expect((await one.read(0, 5)).map(({ change }) => change.id)).toEqual(['a', 'c']);
      const [second = 0] = await one.append(ops(put('b')));
      expect(second).toBeGreaterThan(mark);
      expect((await two.read(mark, 5)).map(({ change }) => change.id)).toEqual(['c', 'b']);
      await two.prune(first);
      const late = server();
      for (const log of [two, late]) await expect(log.read(0, 5)).rejects.toMatchObject({ code: 'corrupt' });
      for (const log of [one, two, late]) expect(await log.count()).toBe(2);
    });

    test('what another removed is told to who asks for it, also where all that came since is at hand', async () => {
      const [one, two] = [server(), server()];
      for (const id of ['a', 'b', 'c']) await one.append(ops(put(id)));
      expect(await two.read(0, 5)).toHaveLength(3);
      await one.prune(2);
      await expect(two.read(1, 1)).rejects.toMatchObject({ code: 'corrupt' });
      expect((await two.read(2, 5)).map(({ change }) => change.id)).toEqual(['c']);
    });

    test('one that stood still while others wrote and removed everything goes on after them', async () => {
      const [asleep, awake] = [server(), server()];
      await asleep.append(ops(put('a')));
      for (let i = 0; i < 12; i += 1) await awake.append(ops(put(`b${i}`)));
      await awake.prune(await awake.last());
      const before = await awake.last();
      const [seq = 0] = await asleep.append(ops(put('c')));
      expect(seq).toBeGreaterThan(before);
      for (const log of [asleep, awake, server()]) {
        expect((await log.read(before, 5)).map(({ change }) => change.id)).toEqual(['c']);
        expect([await log.last(), await log.count()]).toEqual([seq, 1]);
      }
    });

    test('a log of many batches is read from any number on, by one who was not there', async () => {
      const writer = server();
      const seqs: number[] = [];
      for (let i = 0; i < 70; i += 1)
        seqs.push(...(await writer.append(ops(put(`p${i}`), patch(`p${i}`, i)))));
      await writer.prune(seqs[20] ?? 0);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 20, max: 139 }),
          fc.integer({ min: 1, max: 60 }),
          async (at, page) => {
            const log = server();
            const found = await wholeLog(log, page, seqs[at] ?? 0);
            expect(found.map(({ seq }) => seq)).toEqual(seqs.slice(at + 1));
          },
        ),
        { numRuns: 12 },
      );
    });

    test('what all are reading may be folded by one: the others come to the same products under the same numbers', async () => {
      const [reader, writer] = [server(), server()];
      await writer.append(ops(put('a', 1), put('b', 1)));
      await reader.read(0, 5);
      const steps: CatalogChange[] = [
        patch('a', 2),
        { kind: 'delete', id: 'b' },
        patch('a', 3),
        put('b', 4),
        put('a', 5),
        patch('b', 6),
      ];
      for (const step of steps) await writer.append(ops(step));
      const read = await wholeLog(reader, 20);
      expect(await writer.compact()).toBe(4);
      expect(await reader.compact()).toBe(0);
      const folded = await wholeLog(server(), 20);
      const price = (op: LoggedOp) => ('product' in op.change ? op.change.product.price : undefined);
      expect(folded.map((op) => [op.change.id, op.change.kind, price(op)])).toEqual([
        ['b', 'put', 1],
        ['b', 'delete', undefined],
        ['a', 'put', 5],
        ['b', 'put', 6],
      ]);
      const born = (id: string, nth: number) =>
        read.filter(({ change }) => change.kind === 'put' && change.id === id)[nth]?.seq;
      expect(folded.map((op) => op.born)).toEqual([undefined, undefined, born('a', 0), born('b', 1)]);
    });

    test('of two that fold at once nothing is lost', async () => {
      const [one, two] = [server(), server()];
      for (let i = 0; i < 20; i += 1) await one.append(ops(put('a', i), patch('b', i), put(`c${i}`)));
      await Promise.all([one.compact(), two.compact(), two.append(ops(patch('a', 77), patch('b', 78)))]);
      const kept = await wholeLog(server(), 100);
      const products = new Map<string, Product>([['b', { id: 'b', title: 'b' }]]);
      for (const { change } of kept) {
        const after = changed(products.get(change.id), change);
        if (after !== undefined) products.set(change.id, after);
      }
      expect([products.size, products.get('a')?.price, products.get('b')?.price]).toEqual([22, 77, 78]);
      await two.compact();
      expect(await one.count()).toBe(22);
    });
  });
}
