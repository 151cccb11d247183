import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changed, type CatalogChange, type Product } from '../../catalog/index.js';
import { createHashEmbedder, passageText } from '../../engines/embedder/index.js';
import type { Generation } from '../../indexer/index.js';
import type { SharedGeneration } from '../../indexer/live/shared-generation.js';
import { parseFilters } from '../../mappings/index.js';
import { asBuilt, inIdOrder } from '../fixtures/live-index.js';
import { find, idsOf, policy, type OpenProductIndex } from '../fixtures/product-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { NEVER, openSharedShop, type ServerOptions } from '../fixtures/shared-generation.js';
import { catalogue, filterTree, words } from './product-index.arbitraries.js';
import { sameMembers } from './product-index.comparisons.js';
import { identifiersContract } from './identifiers.contract.js';
import { productShelfContract } from './product-index-shelf.contract.js';
import { productIndexContract } from './product-index.contract.js';
import { referenceIndex } from './product-index.reference.js';

const put = (product: Product): CatalogChange => ({ kind: 'put', id: product.id, product });
const patch = (id: string, fields: Partial<Product>): CatalogChange => ({
  kind: 'patch',
  id,
  patch: { fields },
});
const gone = (id: string): CatalogChange => ({ kind: 'delete', id });
const lamp = (id: string, fields: Partial<Product> = {}): Product => ({ id, title: `Lamp ${id}`, ...fields });

function after(products: readonly Product[], changes: readonly CatalogChange[]): Product[] {
  const held = new Map(products.map((product) => [product.id, product]));
  for (const change of changes) {
    const product = changed(held.get(change.id), change);
    if (product === undefined) held.delete(change.id);
    else held.set(change.id, product);
  }
  return inIdOrder([...held.values()]);
}

describeOnServers('a product index that changes in place', (server) => {
  /** Every third product in the base as it is, every third in an older version; the others, and these, come later. */
  const changedSince: OpenProductIndex = async (products) => {
    const older = (product: Product): Product => ({
      ...product,
      title: `${product.title} obsolete headphones`,
      price: 1,
      currency: 'CHF',
    });
    const base = products.flatMap((product, i) =>
      i % 3 === 0 ? product : i % 3 === 1 ? older(product) : [],
    );
    const stranger: Product = { id: 'stranger', title: 'wireless red shoe stranger', brand: 'A', price: 7 };
    const shop = await openSharedShop(server, [...base, stranger]);
    const generation = await shop.open();
    const since = products.filter((_, i) => i % 3 !== 0);
    await shop.append([...since.map((product) => put(older(product))), put({ ...stranger, id: 'other' })]);
    await generation.reach(await shop.ops.last());
    await shop.append([...since.map(put), gone('stranger'), gone('other'), gone('nobody')]);
    await generation.reach(await shop.ops.last());
    return { index: await asBuilt(generation.snapshot().products, products), dispose: shop.dispose };
  };
  productIndexContract(`${server.name}, changed in place`, changedSince, { scores: 'own', runs: 3 });
  productShelfContract(`${server.name}, changed in place`, changedSince);
  identifiersContract(`${server.name}, changed in place`, changedSince, { beginnings: false });

  const draft = catalogue.filter((list) => list.length > 0).map(([first]) => first as Product);
  const ids = fc.constantFrom('p0', 'p7', 'p14', 'p21', 'q', 'é', '𝔸', '', 'p');
  const change: fc.Arbitrary<CatalogChange> = fc.oneof(
    fc.tuple(ids, draft).map(([id, fields]) => put({ ...fields, id })),
    fc
      .tuple(ids, fc.constantFrom({ price: 9 }, { title: 'sun lamp' }, { groupId: 'g1' }))
      .map(([id, fields]) => patch(id, fields)),
    ids.map(gone),
  );

  test('random changes in random pages, by two servers at once: documents, sets and vectors are what the log says', async () => {
    await fc.assert(
      fc.asyncProperty(
        catalogue,
        fc.array(fc.array(change, { maxLength: 9 }), { minLength: 1, maxLength: 4 }),
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
        filterTree,
        words,
        async (products, batches, pages, tree, text) => {
          const shop = await openSharedShop(server, products);
          try {
            const servers = await Promise.all(
              pages.map((page) => shop.open({ limits: { grace: 0, embedAfter: 0, page } })),
            );
            for (const [i, changes] of batches.entries()) {
              const last = await shop.append(changes);
              // Now one, now the other is ahead, now both write.
              const [first, other] = i % 2 === 0 ? servers : [...servers].reverse();
              if (i % 3 !== 0) await first!.reach(last);
              await Promise.all([first!.reach(last), other!.reach(last)]);
            }
            servers.push(await shop.open());
            const held = after(products, batches.flat());
            for (const each of servers) {
              await each.reach(await shop.ops.last(), { patience: Infinity });
              await saysTheLog(each.snapshot(), held, { tree, text });
            }
          } finally {
            await shop.dispose();
          }
        },
      ),
      // Both Elasticsearches are asked by the same code: they share the runs, each with cases of its own.
      { numRuns: server.kind === 'os' ? 6 : 3 },
    );
  });

  /** A shop, a server of it, and what applies changes there. */
  async function openOne(products: readonly Product[], options?: ServerOptions) {
    const shop = await openSharedShop(server, products);
    const generation = await shop.open(options);
    const apply = async (...changes: readonly CatalogChange[]) => {
      await generation.reach(await shop.append(changes));
      return generation.snapshot().products;
    };
    return { shop, generation, apply };
  }

  test('a product keeps its ordinal while it changes; one that is gone is no document any more, and comes back as another', async () => {
    const { shop, generation, apply } = await openOne([lamp('a'), lamp('b'), lamp('c')]);
    try {
      await apply(patch('b', { price: 5 }), put(lamp('aa')), gone('c'));
      const products = await apply(put(lamp('b', { title: 'Candle' })), put(lamp('c')));
      expect(await products.ordinals(['a', 'b', 'c', 'aa'])).toEqual([0, 1, 3 + 5, 3 + 2]);
      const documents = await products.documents(Uint32Array.of(1, 2, 8, 77));
      expect(documents).toEqual([lamp('b', { title: 'Candle' }), undefined, lamp('c'), undefined]);
      expect((await products.columns(Uint32Array.of(2, 1))).price).toEqual(Float64Array.of(NaN, NaN));
      // Equal products are in the order of their ids.
      const { ordinals, idRanks, total } = await products.members({
        members: { kind: 'everything' },
        filters: [],
        facets: [],
        limit: 10,
      });
      expect([[...ordinals], [...(idRanks ?? [])], total]).toEqual([[0, 5, 1, 8], [0, 1, 2, 3], 4]);
      expect([products.size, generation.snapshot().seq]).toEqual([4, 5]);
      expect(await generation.snapshot().vectors?.nearest(new Float32Array(64).fill(1), 9)).toMatchObject({
        ordinals: { length: 4 },
      });
    } finally {
      await shop.dispose();
    }
  });

  test('what products bring is known on every server: attributes, ranges, currencies, words, names, groups', async () => {
    const { shop, generation, apply } = await openOne([
      lamp('a', { price: 5, currency: 'EUR', groupId: 'g' }),
      lamp('b', { price: 9, currency: 'EUR' }),
    ]);
    const other = await shop.open();
    const facets = (['attributes.volts', 'price'] as const).map(
      (field) => ({ kind: 'numeric', field }) as const,
    );
    const everything = { members: { kind: 'everything' }, filters: [], facets, limit: 9 } as const;
    try {
      await apply(
        put(
          lamp('n', {
            price: 4_000,
            currency: 'CHF',
            brand: 'Nova',
            attributes: { volts: 12 },
            groupId: 'g',
          }),
        ),
        put(lamp('b', { title: 'Chandelier', price: 9, currency: 'EUR' })),
      );
      await other.reach(await shop.ops.last());
      for (const { products, names } of [generation, other].map((each) => each.snapshot())) {
        const { total, facets: counted } = await products.members(everything);
        expect(total).toBe(2);
        expect(counted['attributes.volts']).toMatchObject({ min: 12, max: 12, buckets: [{ count: 1 }] });
        const { price } = counted;
        expect(price?.kind === 'numeric' ? price.buckets.at(-1)?.count : undefined).toBe(1);
        expect(await products.currencies()).toEqual(['CHF', 'EUR']);
        expect(names.brands).toEqual(['Nova']);
        expect((await products.words('chandelir', policy({ tolerant: true }))).corrected?.to).toBe(
          'chandelier',
        );
      }
      await apply(gone('n'), patch('b', { title: 'Candle' }));
      await other.reach(await shop.ops.last());
      for (const { products } of [generation, other].map((each) => each.snapshot())) {
        expect(await products.currencies()).toEqual(['EUR']);
        expect((await products.words('chandelir', policy({ tolerant: true }))).corrected).toBeUndefined();
      }
      // The last one as well, whether its product goes or its price.
      await apply(gone('a'), put(lamp('b')));
      await other.reach(await shop.ops.last());
      for (const { products } of [generation, other].map((each) => each.snapshot())) {
        expect(await products.currencies()).toEqual([]);
      }
    } finally {
      await shop.dispose();
    }
  });

  test('who reads on does not meet a product twice, whatever changed meanwhile', async () => {
    const many = Array.from({ length: 1_300 }, (_, i) => lamp(`p${String(i).padStart(4, '0')}`));
    const { shop, generation, apply } = await openOne(many);
    try {
      const { products } = generation.snapshot();
      const words = await products.words('lamp', policy());
      const members = { kind: 'union', words, byMeaning: new Uint32Array() } as const;
      const first = await products.members({ members, filters: [], facets: [], limit: 5_000 });
      await apply(
        ...many.slice(0, 40).map(({ id }) => gone(id)),
        ...many.slice(900, 940).map(({ id }) => patch(id, { title: `Lamp lamp ${id}` })),
        ...many.slice(1_200, 1_240).map(({ id }) => patch(id, { title: 'Candle' })),
        put(lamp('p0000a')),
        put(lamp('zz')),
      );
      const ordinals = [...first.ordinals];
      let { more } = first;
      while (more !== undefined) {
        const slice = await more();
        ordinals.push(...slice.ordinals);
        more = slice.more;
      }
      const now = generation.snapshot().products;
      const shown = await idsOf(now, { ...first, ordinals: Uint32Array.from(ordinals) });
      expect(shown.filter((id) => id === 'gone')).toHaveLength(40);
      // All that are left, those that came since as well, and nothing of what is no lamp any more.
      expect(new Set(ordinals).size).toBe(ordinals.length);
      const candles = many.slice(1_200, 1_240).map(({ id }) => id);
      const left = [...many.slice(40).map(({ id }) => id), 'p0000a', 'zz'];
      expect(shown.filter((id) => id !== 'gone').sort()).toEqual(
        left.filter((id) => !candles.includes(id)).sort(),
      );
      expect((await find(now, 'lamp', { limit: 0 })).total).toBe(1_300 - 80 + 2);
    } finally {
      await shop.dispose();
    }
  });

  test('one server embeds a text, the others read its vector from the product, those that open later as well', async () => {
    const embedder = createHashEmbedder();
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = {
      ...embedder,
      embedPassages: async (texts: readonly string[]) => {
        await gate;
        return embedder.embedPassages(texts);
      },
    };
    const none = {
      ...embedder,
      embedPassages: async (): Promise<Float32Array> => {
        throw new Error('this server embeds nothing');
      },
    };
    const { shop, generation } = await openOne([lamp('a')], { embedder: slow });
    const other = await shop.open({ embedder: none, limits: NEVER });
    const text = 'Green chandelier';
    const [vector] = [await embedder.embedQuery(text)];
    const holds = (each: SharedGeneration) => each.snapshot().vectors?.holds(0);
    const nearest = async (each: SharedGeneration) =>
      (await each.snapshot().vectors?.nearest(vector, 1))?.cosines[0];
    try {
      const last = await shop.append([patch('a', { title: text })]);
      await generation.reach(last, { patience: 0 });
      await other.reach(last);
      expect([holds(generation), holds(other)]).toEqual([false, false]);
      expect((await find(other.snapshot().products, 'chandelier')).total).toBe(1);
      go();
      await generation.reach(last, { patience: Infinity });
      expect(await nearest(generation)).toBeCloseTo(1, 5);
      await other.reach(last);
      expect(await nearest(other)).toBeCloseTo(1, 5);
      // It stays with the document, whatever else of it changes.
      await generation.reach(await shop.append([patch('a', { price: 3 })]), { accepted: true });
      const later = await shop.open({ embedder: none, limits: NEVER });
      await later.reach(await shop.ops.last());
      expect(await nearest(later)).toBeCloseTo(1, 5);
      expect(later.snapshot().seq).toBe(2);
    } finally {
      await shop.dispose();
    }
  });

  test('an index that was built before live updates takes them, too', async () => {
    const shop = await openSharedShop(server, [lamp('a'), lamp('b')], { builtBefore: true });
    try {
      const [one, other] = [await shop.open(), await shop.open()];
      await one.reach(await shop.append([patch('a', { price: 2 }), put(lamp('c')), gone('b')]));
      await other.reach(await shop.ops.last());
      for (const each of [one, other, await shop.open()]) {
        await each.reach(await shop.ops.last(), { patience: Infinity });
        await saysTheLog(each.snapshot(), [lamp('a', { price: 2 }), lamp('c')], { tree: {}, text: 'lamp' });
      }
    } finally {
      await shop.dispose();
    }
  });

  async function saysTheLog(
    generation: Generation,
    held: readonly Product[],
    { tree, text }: { readonly tree: object; readonly text: string },
  ): Promise<void> {
    const index = await asBuilt(generation.products, held);
    const reference = referenceIndex(held);
    expect(index.size).toBe(held.length);
    expect(await index.documents(Uint32Array.from(held.keys()))).toEqual(held);
    expect(await index.currencies()).toEqual(await reference.currencies());
    const { keyword } = await reference.fields();
    const how = policy({ shareOfBest: 0 });
    const [plan, wanted] = [await index.words(text, how), await reference.words(text, how)];
    expect(plan.words).toEqual(wanted.words);
    const rest = {
      filters: parseFilters(tree, 'filters'),
      facets: (['brand', 'category', 'attributes.tag'] as const)
        .filter((field) => keyword.includes(field))
        .map((field) => ({ kind: 'keyword', field, limit: 100 }) as const),
      limit: 100,
    };
    const byMeaning = Uint32Array.from(held.length > 3 ? [3, 0] : []);
    for (const members of ['everything', 'union'] as const) {
      const asked = (words: typeof plan) =>
        members === 'everything'
          ? { ...rest, members: { kind: members } }
          : { ...rest, members: { kind: members, words, byMeaning } };
      sameMembers(await index.members(asked(plan)), await reference.members(asked(wanted)), rest.limit);
    }
    const embedder = createHashEmbedder();
    const rows = await embedder.embedPassages(held.map((product) => passageText(product, 'title')));
    const ordinals = await generation.products.ordinals(held.map(({ id }) => id));
    expect(await generation.vectors?.vectors(Uint32Array.from(ordinals, (at) => at ?? -1))).toEqual(rows);
  }
});
