import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changed, type CatalogChange, type Product } from '../../catalog/index.js';
import type { StoredChange, IndexedProduct } from '../../engines/products/index.js';
import type { LoggedOp } from '../../engines/state/index.js';
import { groupIdsOf, outcomesOf, sorted } from './outcomes.js';

const BUILT = 3;
const IDS = ['a', 'b', 'c', 'x', 'y'];
const product = (id: string, fields: Partial<Product> = {}): Product => ({
  id,
  title: `Lamp ${id}`,
  ...fields,
});
const put = (id: string, fields?: Partial<Product>): CatalogChange => ({
  kind: 'put',
  id,
  product: product(id, fields),
});
const patch = (id: string, fields: Partial<Product>): CatalogChange => ({
  kind: 'patch',
  id,
  patch: { fields },
});
const gone = (id: string): CatalogChange => ({ kind: 'delete', id });
const logged = (changes: readonly CatalogChange[]): LoggedOp[] =>
  changes.map((change, i) => ({ change, seq: i + 1, time: 0 }));

const built = (): IndexedProduct[] =>
  ['a', 'b', 'c'].map((id, ordinal) => ({ ordinal, product: product(id), seq: 0, group: ordinal }));

const rules = (groups: ReadonlyMap<string, number> = new Map()) => ({
  ordinalOf: (seq: number) => BUILT + seq,
  textOf: ({ title }: Product) => title,
  groups,
  later: [],
});

const after = (...changes: readonly CatalogChange[]) => outcomesOf(logged(changes), built(), rules());

describe('what ops make of a shared index', () => {
  test('an existing product keeps its ordinal, a new one has that of its op, a deleted one loses it for good', () => {
    expect(after(patch('a', { price: 2 }), put('x'), gone('b'), put('b'))).toEqual([
      { kind: 'put', ordinal: 0, product: product('a', { price: 2 }), seq: 1, group: 0 },
      { kind: 'put', ordinal: 5, product: product('x'), seq: 2, group: 5, textSeq: 2 },
      { kind: 'delete', ordinal: 1, seq: 3 },
      { kind: 'put', ordinal: 7, product: product('b'), seq: 4, group: 7, textSeq: 4 },
    ]);
  });

  test('what was folded into one op is where its first put brought it', () => {
    const op = { ...logged([put('x', { price: 2 })])[0]!, seq: 9, born: 4 };
    const [brought] = outcomesOf([op], built(), rules());
    expect(brought).toMatchObject({ ordinal: 7, group: 7, seq: 9 });
    // Whoever read the log before it was folded holds it as of the first.
    const held = outcomesOf([{ ...op, seq: 4 }], built(), rules())[0];
    if (held?.kind !== 'put') throw new Error('expected a product');
    expect(outcomesOf([{ ...op, change: put('x', { price: 3 }) }], [held], rules())[0]).toMatchObject({
      ordinal: 7,
      group: 7,
      seq: 9,
    });
  });

  test('a product that comes and goes leaves the word that it is gone', () => {
    expect(after(put('x'), gone('x'))).toEqual([{ kind: 'delete', ordinal: 4, seq: 2 }]);
  });

  test('what changes nothing is nothing', () => {
    expect(after(put('a'), patch('x', { price: 1 }), gone('y'), patch('b', { title: 'Lamp b' }))).toEqual([]);
  });

  test('a text has the number of the op that changed it, and keeps its vector while it stays', () => {
    const vector = Float32Array.of(1, 0);
    const stored = { ordinal: 0, product: product('a'), seq: 1, group: 0, textSeq: 1, vector };
    const [price, text] = [patch('a', { price: 1 }), patch('a', { title: 'Other' })].map(
      (change) => outcomesOf([{ change, seq: 9, time: 0 }], [stored], rules())[0],
    );
    expect(price).toMatchObject({ seq: 9, textSeq: 1, vector });
    expect(text).toEqual({
      kind: 'put',
      ordinal: 0,
      product: product('a', { title: 'Other' }),
      seq: 9,
      group: 0,
      textSeq: 9,
    });
  });

  test('variants share a number; who leaves a group leaves its number, too', () => {
    const groupsOf = (changes: readonly StoredChange[]) =>
      changes.map((change) => (change.kind === 'put' ? change.group : undefined));
    const ops = logged([
      put('x', { groupId: 'g' }),
      put('y', { groupId: 'g' }),
      patch('a', { groupId: 'h' }),
    ]);
    expect(groupIdsOf(ops)).toEqual(['g', 'h']);
    expect(groupsOf(outcomesOf(ops, built(), rules(new Map([['h', 2]]))))).toEqual([4, 4, 2]);
    const founder = { ordinal: 0, product: product('a', { groupId: 'g' }), seq: 0, group: 0 };
    const leaving = { kind: 'patch', id: 'a', patch: { fields: { groupId: null } } } as const;
    expect(groupsOf(outcomesOf(logged([leaving]), [founder], rules()))).toEqual([4]);
  });

  test('of two with one id the newer is the product', () => {
    const [old, newer] = [3, 8].map((seq) => ({ ordinal: seq, product: product('x'), seq, group: seq }));
    expect(sorted([old!, newer!, built()[0]!]).leftOver).toEqual([old]);
    expect(sorted([newer!, old!]).living.get('x')).toEqual(newer);
  });

  test('a product that another has brought and deleted already is not brought again', () => {
    const later: LoggedOp[] = [
      { change: put('b', { price: 1 }), seq: 8, time: 0 },
      { change: gone('x'), seq: 9, time: 0 },
    ];
    const ops = logged([put('x'), put('y')]);
    expect(outcomesOf(ops, built(), { ...rules(), later }).slice(0, 1)).toEqual([
      { kind: 'delete', ordinal: 4, seq: 9 },
    ]);
  });
});

/** An index as servers keep it: of each ordinal the highest version stays, a deletion is one. */
class Index {
  readonly #versions = new Map<number, { readonly seq: number; readonly stored: IndexedProduct | undefined }>(
    built().map((stored) => [stored.ordinal, { seq: 0, stored }]),
  );

  write(change: StoredChange, again = false): void {
    const { ordinal, seq } = change;
    const there = this.#versions.get(ordinal)?.seq ?? -1;
    if (seq < there || (seq === there && !again)) return;
    if (change.kind === 'delete') this.#versions.set(ordinal, { seq, stored: undefined });
    else {
      const { kind: _, ...stored } = change;
      this.#versions.set(ordinal, { seq, stored });
    }
  }

  read(ids: ReadonlySet<string> = new Set(IDS)): IndexedProduct[] {
    return [...this.#versions.values()].flatMap(({ stored }) =>
      stored !== undefined && ids.has(stored.product.id) ? stored : [],
    );
  }
}

/** Ops of a page. */
const MOST = 5;

/** A server, one step after the other: it reads, writes item by item, says how far it is, and takes away what is left over. */
function* server(
  log: readonly LoggedOp[],
  index: Index,
  shared: { applied: number },
  pages: () => number,
): Generator<void> {
  for (let at = 0; at < log.length;) {
    const applied = Math.max(shared.applied, 0);
    yield;
    const page = log.slice(at, at + 1 + pages());
    let done = page.filter(({ seq }) => seq <= applied);
    if (done.length === 0) {
      const stored = index.read(new Set(page.map(({ change }) => change.id)));
      yield;
      if (shared.applied >= (page[0]?.seq ?? 0)) continue;
      const later = log.slice(at + page.length, at + page.length + MOST);
      yield;
      for (const change of outcomesOf(page, stored, { ...rules(), later })) {
        index.write(change);
        yield;
      }
      shared.applied = Math.max(shared.applied, page.at(-1)?.seq ?? 0);
      done = page;
      yield;
    }
    const { leftOver } = sorted(index.read(new Set(done.map(({ change }) => change.id))));
    yield;
    for (const { ordinal, seq } of leftOver) index.write({ kind: 'delete', ordinal, seq }, true);
    at += done.length;
  }
}

test('servers that write at once, in any pages and any order of steps, come to what the log says', () => {
  const id = fc.constantFrom(...IDS);
  const change = fc.oneof(
    id.map((each) => put(each)),
    fc.tuple(id, fc.nat(9)).map(([each, price]) => patch(each, { price })),
    fc.tuple(id, fc.nat(9)).map(([each, price]) => put(each, { price, title: `Lamp ${price % 2}` })),
    id.map(gone),
  );
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 14 }),
      fc.infiniteStream(fc.nat(MOST - 1)),
      fc.infiniteStream(fc.nat(2)),
      (changes, sizes, turns) => {
        const log = logged(changes);
        const [index, shared] = [new Index(), { applied: 0 }];
        const next = () => sizes.next().value as number;
        let running = [0, 1, 2].map(() => server(log, index, shared, next));
        while (running.length > 0) {
          const chosen = running[(turns.next().value as number) % running.length]!;
          if (chosen.next().done === true) running = running.filter((each) => each !== chosen);
        }
        const wanted = new Map(built().map(({ product: each }) => [each.id, each]));
        for (const { change: each } of log) {
          const product = changed(wanted.get(each.id), each);
          if (product === undefined) wanted.delete(each.id);
          else wanted.set(each.id, product);
        }
        const found = index.read();
        expect(new Map(found.map(({ product: each }) => [each.id, each]))).toEqual(wanted);
        expect(found).toHaveLength(wanted.size);
      },
    ),
    { numRuns: 3_000 },
  );
});
