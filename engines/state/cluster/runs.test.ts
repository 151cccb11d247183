import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changed, type CatalogChange, type Product } from '../../../catalog/index.js';
import type { LoggedOp } from '../op-log.js';
import { isOp, type Entry } from './batch.js';
import { Runs } from './runs.js';

/** What a server that applies ops to a shared index holds of an id: where it stands, and as what. */
interface Held {
  readonly made: number | 'base';
  readonly product: Product;
}

function applied(held: ReadonlyMap<string, Held>, ops: readonly LoggedOp[]): Map<string, Held> {
  const after = new Map(held);
  for (const { change, seq, born } of ops) {
    const before = after.get(change.id);
    const product = changed(before?.product, change);
    if (product === undefined) after.delete(change.id);
    else after.set(change.id, { made: before?.made ?? born ?? seq, product });
  }
  return after;
}

function fold(log: readonly Entry[]): Entry[] {
  const runs = new Runs();
  for (const entry of log) runs.take(entry);
  return log.flatMap((entry) =>
    runs.superseded.has(entry.seq) ? [] : [{ ...entry, ...runs.changes.get(entry.seq) }],
  );
}

const id = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<CatalogChange | 'mark'> = fc.oneof(
  fc
    .tuple(id, fc.nat(9))
    .map(([one, price]) => ({ kind: 'put', id: one, product: { id: one, title: one, price } }) as const),
  fc
    .tuple(id, fc.nat(9))
    .map(([one, rating]) => ({ kind: 'patch', id: one, patch: { fields: { rating } } }) as const),
  id.map((one) => ({ kind: 'delete', id: one }) as const),
  fc.constant('mark' as const),
);

const logOf = (steps: readonly (CatalogChange | 'mark')[]): Entry[] =>
  steps.map((change, i) =>
    change === 'mark' ? { seq: i + 1, mark: true } : { seq: i + 1, time: 0, change },
  );

test('folded, once or again, a log comes to the same products in the same places, from wherever it is read on', () => {
  const base = new Map<string, Held>(
    ['a', 'b'].map((one) => [one, { made: 'base', product: { id: one, title: 'base' } }]),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(30), (steps, folds) => {
      const log = logOf(steps);
      // What came first was folded once already.
      const twice = fold([...fold(log.slice(0, folds)), ...log.slice(folds)]);
      for (const compact of [fold(log), twice]) {
        const starts = [0, ...log.flatMap((entry) => (isOp(entry) ? [] : [entry.seq]))];
        for (const start of starts) {
          const ops = log.filter(isOp).filter(({ seq }) => seq > start);
          const whole = applied(base, ops);
          for (const read of [start, ...ops.map(({ seq }) => seq)]) {
            const until = applied(
              base,
              ops.filter(({ seq }) => seq <= read),
            );
            expect(
              applied(
                until,
                compact.filter(isOp).filter(({ seq }) => seq > read),
              ),
            ).toEqual(whole);
          }
        }
      }
    }),
  );
});

test('what follows one another is one op, a deletion and what it parts stay', () => {
  const put = (price: number): CatalogChange => ({
    kind: 'put',
    id: 'a',
    product: { id: 'a', title: 'a', price },
  });
  const patch = (price: number): CatalogChange => ({ kind: 'patch', id: 'a', patch: { fields: { price } } });
  const gone: CatalogChange = { kind: 'delete', id: 'a' };
  const log = logOf([patch(1), put(2), patch(3), gone, patch(4), put(5), 'mark', patch(6), patch(7)]);
  expect(fold(log)).toEqual([
    { seq: 3, time: 0, change: put(3), born: 2 },
    { seq: 5, time: 0, change: gone },
    { seq: 6, time: 0, change: put(5) },
    { seq: 7, mark: true },
    { seq: 9, time: 0, change: patch(7) },
  ]);
});
