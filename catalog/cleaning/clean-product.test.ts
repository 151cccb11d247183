import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanProduct, PRODUCT_FIELDS } from './clean-product.js';
import { Repairs } from './text.js';

const NOW = Date.UTC(2026, 0, 1);

function clean(fields: Record<string, unknown>) {
  const repairs = new Repairs();
  const cleaned = cleanProduct({ fields: fields, attributes: new Map() }, NOW, repairs);
  return { ...cleaned, repairs: repairs.list.map(({ field, reason }) => `${field ?? ''} ${reason}`) };
}

describe('cleanProduct', () => {
  test('a whole product', () => {
    expect(
      clean({
        id: 17,
        title: ' Oak <i>table</i> ',
        brand: 'Holz & Co',
        category: 'Home > Tables',
        price: '1.299,00 €',
        rating: '4,5',
        ratingCount: '1,234',
        availability: 'In Stock',
        image: ['https://shop.example/1.jpg'],
        createdAt: '31.01.2024',
        description: null,
        bullets: [],
        color: 'n/a',
      }),
    ).toEqual({
      product: {
        id: '17',
        title: 'Oak table',
        brand: 'Holz & Co',
        category: ['Home', 'Tables'],
        price: 1299,
        currency: 'EUR',
        rating: 4.5,
        ratingCount: 1234,
        availability: 'in_stock',
        image: 'https://shop.example/1.jpg',
        createdAt: '2024-01-31T00:00:00.000Z',
      },
      repairs: ['title html'],
    });
  });

  test('a zero is a value', () => {
    expect(clean({ id: 0, title: 'x', price: 0, rating: 0, ratingCount: 0 })).toEqual({
      product: { id: '0', title: 'x', price: 0, rating: 0, ratingCount: 0 },
      repairs: [],
    });
  });

  test.each(['-4', -4])('an oversold stock (%j) is out of stock, and is reported', (availability) => {
    expect(clean({ id: 'a', title: 'x', availability })).toEqual({
      product: { id: 'a', title: 'x', availability: 'out_of_stock' },
      repairs: ['availability bad_availability'],
    });
  });

  test('a stock of none or some is no repair', () => {
    for (const availability of ['0', 0, '+5', '1,200', 17])
      expect(clean({ id: 'a', title: 'x', availability }).repairs).toEqual([]);
  });

  test('of several images in one text the first is kept, the others are reported', () => {
    expect(clean({ id: 'a', title: 'x', image: 'https://a.example/1.jpg, https://a.example/2.jpg' })).toEqual(
      {
        product: { id: 'a', title: 'x', image: 'https://a.example/1.jpg' },
        repairs: ['image too_many'],
      },
    );
  });

  test('all that is missing is named at once', () => {
    const result = clean({ brand: 'x' });
    expect('problems' in result && result.problems.map(({ field, reason }) => [field, reason])).toEqual([
      ['id', 'missing_id'],
      ['title', 'missing_title'],
    ]);
  });

  test.each([
    ['', 'missing_id'],
    ['\u0000', 'missing_id'],
    [{ a: 1 }, 'bad_id'],
    [true, 'bad_id'],
    [2 ** 60, 'bad_id'],
    ['x'.repeat(513), 'bad_id'],
    ['é'.repeat(257), 'bad_id'],
  ])('id %j', (id, reason) => {
    const result = clean({ id, title: 'x' });
    expect('problems' in result && result.problems[0].reason).toBe(reason);
  });

  test('a wrong optional value is left out and reported, the product stays', () => {
    expect(
      clean({
        id: 'a',
        title: 'x',
        price: -5,
        currency: 'dollars',
        rating: 50,
        ratingCount: -1,
        availability: '?',
        url: 'javascript:1',
        createdAt: '9999-01-01',
        groupId: {},
      }),
    ).toEqual({
      product: { id: 'a', title: 'x' },
      repairs: [
        'currency bad_currency',
        'price bad_price',
        'rating bad_rating',
        'ratingCount bad_rating_count',
        'availability bad_availability',
        'url bad_url',
        'groupId bad_value',
        'createdAt bad_date',
      ],
    });
  });

  test('the currency field knows better than an ambiguous sign, not than a code', () => {
    expect(clean({ id: 'a', title: 'x', price: '$5', currency: 'CAD' })).toMatchObject({
      product: { price: 5, currency: 'CAD' },
      repairs: [],
    });
    expect(clean({ id: 'a', title: 'x', price: '5 EUR', currency: 'USD' })).toMatchObject({
      product: { price: 5, currency: 'EUR' },
      repairs: ['currency bad_currency'],
    });
  });

  // 200 kB in each field took minutes where a pattern tried every start of it anew.
  test.each([' ', '1', ',', '<', '&', '-', '1,', '> ', '\ud83d', '[', '*'])(
    '200 kB of %j in every field',
    (piece) => {
      const text = `${piece.repeat(200_000 / piece.length)}x`;
      const result = clean(Object.fromEntries(PRODUCT_FIELDS.map((field) => [field, text])));
      expect(result.repairs.length + ('problems' in result ? 1 : 0)).toBeGreaterThan(0);
    },
  );

  test('never throws and never gives an empty text or list, whatever the values are', () => {
    const value = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.double(), fc.jsonValue());
    const fields = fc.record(Object.fromEntries(PRODUCT_FIELDS.map((field) => [field, value])), {
      requiredKeys: ['id', 'title'],
    });
    fc.assert(
      fc.property(fields, (given) => {
        const result = clean(given);
        if (!('product' in result)) return;
        for (const [field, kept] of Object.entries(result.product)) {
          expect([field, kept]).not.toEqual([field, '']);
          expect([field, kept]).not.toEqual([field, []]);
          if (typeof kept === 'number') expect(Number.isFinite(kept) && kept >= 0).toBe(true);
        }
        expect(() => structuredClone(result.product)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
