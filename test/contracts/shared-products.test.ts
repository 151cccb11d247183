import { expect, test } from '@jest/globals';
import type { Product } from '../../catalog/index.js';
import { gone, lamp, patch, put } from '../fixtures/catalog-changes.js';
import { asBuilt } from '../fixtures/live-index.js';
import { find, idsOf, policy, type OpenProductIndex } from '../fixtures/product-index.js';
import { describeOnServers } from '../fixtures/search-servers.js';
import { openOne, openSharedShop } from '../fixtures/shared-generation.js';
import { identifiersContract } from './identifiers.contract.js';
import { productShelfContract } from './product-index-shelf.contract.js';
import { productIndexContract } from './product-index.contract.js';

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

  test('a product keeps its ordinal while it changes; one that is gone is no document any more, and comes back as another', async () => {
    const { shop, generation, apply } = await openOne(server, [lamp('a'), lamp('b'), lamp('c')]);
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
    const { shop, generation, apply } = await openOne(server, [
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
        expect(names.brands.list.slice(0, names.brands.count)).toEqual(['Nova']);
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
    const { shop, generation, apply } = await openOne(server, many);
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
});
