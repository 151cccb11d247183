import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../product.js';
import { changed, folded, type CatalogChange } from './change.js';
import { readPatch } from './read-patch.js';
import { readId, readPut } from './read-put.js';

const NOW = Date.parse('2026-01-01');
const SHOE: Product = {
  id: 'p1',
  title: 'Trail shoe <b>',
  brand: 'Acme',
  price: 80,
  currency: 'EUR',
  attributes: { material: 'mesh', drop: 4 },
};

const after = (patch: object, current = SHOE): Product | undefined => {
  const read = readPatch({ id: current.id, ...patch }, current, NOW);
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return changed(current, read.change);
};
const errorsOf = (read: ReturnType<typeof readPut>) => ('errors' in read ? read.errors : []);

describe('a put', () => {
  test('is cleaned as a row of a file', () => {
    const read = readPut({ sku: ' p1 ', name: '<b>Trail</b> shoe', price: '80,00 €' }, NOW);
    expect(read).toMatchObject({
      change: {
        kind: 'put',
        id: 'p1',
        product: { id: 'p1', title: 'Trail shoe', price: 80, currency: 'EUR' },
      },
      repaired: [{ path: 'title' }],
    });
  });

  test('names every mistake at once, a value that a file would go on without too', () => {
    const read = readPut({ title: 'x', price: 'much', rating: 9, warranty: '2 years' }, NOW);
    expect(
      errorsOf(read)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['id', 'price', 'rating', 'warranty']);
  });

  test('what is no object is no product', () => {
    for (const item of [null, 'p1', 3, [SHOE]]) expect(errorsOf(readPut(item, NOW))).toHaveLength(1);
  });
});

describe('a patch', () => {
  test('changes what it names and nothing else: a clean text is not cleaned again', () => {
    expect(after({ price: 70 })).toEqual({ ...SHOE, price: 70 });
    expect(after({ stock: 0 })).toEqual({ ...SHOE, availability: 'out_of_stock' });
  });

  test('null removes a field, an attribute, or all of them', () => {
    const { brand: _, ...unbranded } = SHOE;
    expect(after({ brand: null })).toEqual(unbranded);
    expect(after({ attributes: { drop: null, colour: 'red' } })).toEqual({
      ...SHOE,
      attributes: { material: 'mesh', colour: 'red' },
    });
    expect(after({ attributes: null })?.attributes).toBeUndefined();
  });

  test('a price brings its own currency along', () => {
    expect(after({ price: 'USD 90' })).toMatchObject({ price: 90, currency: 'USD' });
  });

  test.each([
    [{ title: null }, 'title'],
    [{ title: '' }, 'title'],
    [{ brand: 'n/a' }, 'brand'],
    [{ price: 'free' }, 'price'],
    [{ foo: 1 }, 'foo'],
    [{ foo: null }, 'foo'],
    [{ attributes: { a: {} } }, 'attributes.a'],
    [{}, ''],
  ])('%j is refused by the path %j', (patch, path) => {
    expect(errorsOf(readPatch(patch, SHOE, NOW))).toEqual([{ path, message: expect.any(String) }]);
  });

  test('more attributes than a product keeps are refused', () => {
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`a${from + i}`, i]));
    const full = after({ attributes: many(0) });
    expect(errorsOf(readPatch({ attributes: many(150) }, full ?? SHOE, NOW))).toEqual([
      { path: 'attributes', message: expect.any(String) },
    ]);
  });
});

test('an id stands alone or in an object', () => {
  expect([readId('p1'), readId({ id: 12 }), readId({}), readId(null)]).toEqual([
    'p1',
    '12',
    undefined,
    undefined,
  ]);
});

const value = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const change: fc.Arbitrary<CatalogChange> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    id: fc.constant('p'),
    product: fc.record(
      {
        id: fc.constant('p'),
        title: fc.constant('t'),
        price: fc.nat(3),
        attributes: fc.constant({ a: 1, b: 2 }),
      },
      { requiredKeys: ['id', 'title'] },
    ),
  }),
  fc.record({ kind: fc.constant('delete' as const), id: fc.constant('p') }),
  fc.record({
    kind: fc.constant('patch' as const),
    id: fc.constant('p'),
    patch: fc.record(
      {
        fields: fc.record({ price: value, rating: value }, { requiredKeys: [] }),
        attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), value),
        clearsAttributes: fc.constant(true as const),
      },
      { requiredKeys: ['fields'] },
    ),
  }),
);
const product = fc.option(
  fc.record(
    {
      id: fc.constant('p'),
      title: fc.constant('u'),
      rating: fc.nat(3),
      attributes: fc.constant({ a: 9, d: 9 }),
    },
    { requiredKeys: ['id', 'title'] },
  ),
  { nil: undefined },
);

test('changes folded into one do what they do one after another', () => {
  fc.assert(
    fc.property(product, fc.array(change, { minLength: 1, maxLength: 6 }), (before, changes) => {
      const inTurn = changes.reduce<Product | undefined>(changed, before);
      expect(changed(before, changes.reduce(folded))).toEqual(inTurn);
    }),
  );
});
