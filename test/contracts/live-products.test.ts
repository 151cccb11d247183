import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import type { LiveProducts, ProductChange } from '../../engines/products/index.js';
import { parseFilters } from '../../mappings/index.js';
import { asBuilt, openLive } from '../fixtures/live-index.js';
import { catalogue, filterTree, weights, words } from './product-index.arbitraries.js';
import { find, idsOf, policy, type OpenProductIndex } from '../fixtures/product-index.js';
import { identifiersContract } from './identifiers.contract.js';
import { productShelfContract } from './product-index-shelf.contract.js';
import { productIndexContract } from './product-index.contract.js';
import { toleranceContract } from './tolerance.contract.js';
import { wordsFilterContract } from './words-filter.contract.js';

/** Every third product in the base as it is, every third in an older version; the others, and these, are put on top. */
const onTop: OpenProductIndex = async (products) => {
  const older = (product: Product): Product => ({
    ...product,
    title: `${product.title} obsolete headphones`,
    price: 1,
    currency: 'CHF',
  });
  const base = products.flatMap((product, i) => (i % 3 === 0 ? product : i % 3 === 1 ? older(product) : []));
  const stranger: Product = { id: 'stranger', title: 'wireless red shoe stranger', brand: 'A', price: 7 };
  const { live, dispose } = await openLive([...base, stranger], { small: 3, fanout: 3 });
  let ordinal = base.length + 1;
  const put = (product: Product): ProductChange => ({ kind: 'put', ordinal: ordinal++, product });
  const changed = products.filter((_, i) => i % 3 !== 0);
  let snapshot = await live.with([...changed.map((p) => put(older(p))), put({ ...stranger, id: 'other' })]);
  const half = changed.length >> 1;
  snapshot = await snapshot.with(changed.slice(0, half).map(put));
  snapshot = await snapshot.with([...changed.slice(half).map(put), { kind: 'delete', id: 'stranger' }]);
  snapshot = await snapshot.with([
    { kind: 'delete', id: 'other' },
    { kind: 'delete', id: 'nobody' },
  ]);
  return { index: await asBuilt(snapshot, products), dispose };
};

productIndexContract('live', onTop);
productShelfContract('live', onTop);
toleranceContract('live', onTop);
identifiersContract('live', onTop, { beginnings: true });
wordsFilterContract('live', onTop);

const draft = catalogue.map((products) => products.map(({ id: _, ...fields }) => fields));
const ids = ['p0', 'p7', 'p14', 'p21', 'p3', 'p30', 'q', 'é', '𝔸', '', 'p'];
const batch = fc.array(
  fc.record({
    id: fc.constantFrom(...ids),
    fields: fc.option(draft.filter((list) => list.length > 0).map((list) => list[0])),
  }),
  { maxLength: 8 },
);

/** The changes of a batch on a snapshot, and on the plain list of products. */
async function apply(
  snapshot: LiveProducts,
  products: ReadonlyMap<string, Product>,
  changes: readonly { id: string; fields: Omit<Product, 'id'> | null | undefined }[],
  ordinals: () => number,
): Promise<{ snapshot: LiveProducts; products: Map<string, Product> }> {
  const next = new Map(products);
  const made = changes.map(({ id, fields }): ProductChange => {
    if (fields === null || fields === undefined) {
      next.delete(id);
      return { kind: 'delete', id };
    }
    const product = { id, ...fields };
    next.set(id, product);
    return { kind: 'put', ordinal: ordinals(), product };
  });
  return { snapshot: await snapshot.with(made), products: next };
}

const FACETS = [
  { kind: 'keyword', field: 'brand', limit: 3 },
  { kind: 'keyword', field: 'category', limit: 100 },
  { kind: 'keyword', field: 'attributes.tag', limit: 100 },
  { kind: 'numeric', field: 'price' },
] as const;

const question = fc.record({
  text: fc.oneof(words, fc.constantFrom('runing', 'sho', 'glases', 'sunglasses', 'lamps rde')),
  tree: filterTree,
  weights,
  sort: fc.constantFrom(undefined, 'price:asc', 'price:desc', 'rating:desc', 'createdAt:desc'),
  limit: fc.constantFrom(0, 3, 100),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

/** Everything a snapshot says, by ids. */
async function saysOf(live: LiveProducts, products: readonly Product[], questions: readonly Question[]) {
  const index = await asBuilt(live, products);
  const { keyword } = await index.fields();
  const said: unknown[] = [index.size, await index.currencies()];
  const all = Uint32Array.from(products.keys());
  said.push(await index.documents(all), await index.columns(all));
  for (const { text, tree, weights: fieldWeights, sort, limit } of questions) {
    const plan = await index.words(text, policy({ fieldWeights, tolerant: true }));
    const byMeaning = all.filter((at) => at % 5 === 1);
    const rest = {
      filters: parseFilters(tree, 'filters'),
      facets: FACETS.filter(({ kind, field }) => kind === 'numeric' || keyword.includes(field)),
      limit,
      ...(sort === undefined ? {} : { sort }),
    } as const;
    for (const members of [{ kind: 'everything' }, { kind: 'union', words: plan, byMeaning }] as const) {
      const { groups, facets, idRanks: _, ...answer } = await index.members({ ...rest, members });
      // A field that only the dead had is still known to the snapshot: its facet has no value.
      const counted = Object.entries(facets).filter(([, f]) => f.kind === 'numeric' || f.values.length > 0);
      const { engine: __, ...words } = plan;
      said.push([words, answer, counted, [...groups].map((group) => groups.indexOf(group))]);
    }
  }
  return said;
}

describe('live snapshots', () => {
  test('after random changes: as an index that is built anew of what is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        catalogue,
        fc.array(batch, { minLength: 1, maxLength: 8 }),
        fc.array(question, { minLength: 1, maxLength: 3 }),
        async (products, batches, questions) => {
          // So small that a few changes make several layers, which are joined.
          const { live, dispose } = await openLive(products, { small: 2, fanout: 3 });
          let next = products.length;
          let state = { snapshot: live, products: new Map(products.map((p) => [p.id, p])) };
          const seen: (() => Promise<void>)[] = [];
          for (const changes of batches) {
            const { snapshot, products: held } = state;
            const before = await saysOf(snapshot, sorted(held), questions);
            // What an older snapshot said it goes on saying.
            seen.push(async () => expect(await saysOf(snapshot, sorted(held), questions)).toEqual(before));
            state = await apply(snapshot, held, changes, () => (next += 2));
          }
          for (const again of seen) await again();
          const left = sorted(state.products);
          const anew = await openLive(left);
          const wanted = await saysOf(anew.live, left, questions);
          const given = await saysOf(state.snapshot, left, questions);
          expect(given).toEqual(wanted);
          await anew.dispose();
          await dispose();
        },
      ),
      { numRuns: 15 },
    );
  });

  const lamp = (id: string, fields: Partial<Product> = {}): Product => ({
    id,
    title: `Lamp ${id}`,
    ...fields,
  });

  test('an ordinal of a version that is gone stands for the newest one, or for nothing', async () => {
    const { live, dispose } = await openLive([lamp('a'), lamp('b'), lamp('c')]);
    const first = await live.with([{ kind: 'put', ordinal: 3, product: lamp('a', { price: 1 }) }]);
    const second = await first.with([
      { kind: 'put', ordinal: 5, product: lamp('a', { price: 2 }) },
      { kind: 'put', ordinal: 6, product: lamp('a', { price: 3 }) },
      { kind: 'delete', id: 'b' },
    ]);
    expect(await second.ordinals(['a', 'b', 'c'])).toEqual([6, undefined, 2]);
    const documents = await second.documents(Uint32Array.of(0, 1, 2, 3, 5, 6));
    expect(documents.map((product) => product?.price)).toEqual([3, undefined, undefined, 3, 3, 3]);
    expect(documents.map((product) => product?.id)).toEqual(['a', undefined, 'c', 'a', 'a', 'a']);
    expect((await second.columns(Uint32Array.of(0, 1, 3))).price).toEqual(Float64Array.of(3, Number.NaN, 3));
    expect(await first.documents(Uint32Array.of(3))).toEqual([lamp('a', { price: 1 })]);
    await expect(second.documents(Uint32Array.of(7))).rejects.toMatchObject({ code: 'bad_request' });
    await dispose();
  });

  test('nothing is corrected to a word, nor completed, that only versions wrote which are gone', async () => {
    const { live, dispose } = await openLive([lamp('a', { title: 'Obsolete lamp' })], {
      small: 1,
      fanout: 9,
    });
    const titled = (ordinal: number, id: string, title: string) =>
      ({ kind: 'put', ordinal, product: lamp(id, { title }) }) as const;
    const first = await live.with([titled(1, 'b', 'Antique vase'), titled(2, 'c', 'Walnut chair')]);
    const second = await first.with([titled(3, 'b', 'Vase'), { kind: 'delete', id: 'a' }]);
    const said = async (snapshot: LiveProducts) => {
      const plans = ['obsolte lamp', 'antiqe vase', 'wallnut'].map((text) =>
        snapshot.words(text, policy({ tolerant: true })),
      );
      return (await Promise.all(plans)).map(({ corrected }) => corrected?.to);
    };
    expect(await said(live)).toEqual(['obsolete lamp', undefined, undefined]);
    expect(await said(first)).toEqual(['obsolete lamp', 'antique vase', 'walnut']);
    expect(await said(second)).toEqual([undefined, undefined, 'walnut']);
    expect((await second.words('antiq', policy({ tolerant: true }))).words[0]?.standsFor).toBeUndefined();
    await dispose();
  });

  test('an ordinal that is not beyond those before is refused, and nothing has changed', async () => {
    const { live, dispose } = await openLive([lamp('a')]);
    const put = (ordinal: number) => ({ kind: 'put', ordinal, product: lamp(`n${ordinal}`) }) as const;
    await expect(live.with([put(0)])).rejects.toMatchObject({ code: 'bad_request' });
    await expect(live.with([put(4), put(4)])).rejects.toMatchObject({ code: 'bad_request' });
    const snapshot = await live.with([put(4)]);
    await expect(snapshot.with([put(3)])).rejects.toMatchObject({ code: 'bad_request' });
    expect([live.size, snapshot.size]).toEqual([1, 2]);
    await dispose();
  });

  test('layers are joined in the background, and every product is there in its newest version', async () => {
    const { live, dispose } = await openLive(Array.from({ length: 400 }, (_, i) => lamp(`b${i}`)));
    let snapshot = live;
    let next = 400;
    const versions = new Map<string, number>();
    const joined = () => snapshot.layerSizes().some(({ living }, i) => i > 0 && living > 256);
    for (let round = 0; round < 1_000 && !joined(); round++) {
      const changes = Array.from({ length: 50 }, (_, i): ProductChange => {
        const id = i % 2 === 0 ? `b${(round * 7 + i) % 400}` : `n${(round * 50 + i) % 1_700}`;
        versions.set(id, round);
        return { kind: 'put', ordinal: next++, product: lamp(id, { price: round }) };
      });
      snapshot = await snapshot.with(changes);
    }
    const layers = snapshot.layerSizes();
    expect(layers.reduce((sum, { living }) => sum + living, 0)).toBe(snapshot.size);
    expect(joined()).toBe(true);
    expect(await idsOf(snapshot, await find(snapshot, 'lamp n51'))).toContain('n51');
    const known = [...versions.keys()];
    const ordinals = Uint32Array.from(await snapshot.ordinals(known), (ordinal) => ordinal ?? 0);
    const documents = await snapshot.documents(ordinals);
    expect(documents.map((product) => [product?.id, product?.price])).toEqual([...versions]);
    const stored = (await snapshot.stored?.(ordinals)) ?? [];
    expect(stored.map((document) => [document?.id, document?.product])).toEqual(
      documents.map((product) => [product?.id, product]),
    );
    await dispose();
  });

  test('closing any snapshot closes all; a caller who stopped waiting is told so', async () => {
    const { live, dispose } = await openLive([lamp('a')]);
    const change = { kind: 'put', ordinal: 1, product: lamp('b') } as const;
    await expect(live.with([change], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
    const snapshot = await live.with([change]);
    await snapshot.close();
    await expect(live.words('lamp', policy())).rejects.toMatchObject({ code: 'unavailable' });
    await expect(snapshot.with([])).rejects.toMatchObject({ code: 'unavailable' });
    await dispose();
  });
});

function sorted(products: ReadonlyMap<string, Product>): Product[] {
  return [...products.values()].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
}
