import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseQuery } from '../normalise.js';
import { mayHoldConditions, readConditions } from './read-conditions.js';

const DOLLARS = { currencies: ['USD'] };
const read = (text: string, currencies: readonly string[] = ['USD']) =>
  readConditions(normaliseQuery(text), { currencies });

describe('prices', () => {
  test.each([
    ['running shoes under $50', 'running shoes', { lt: 50 }],
    ['running shoes under 50 dollars', 'running shoes', { lt: 50 }],
    ['Shoes for less than $49.99 for men', 'Shoes for men', { lt: 49.99 }],
    ['tv below $1,299', 'tv', { lt: 1_299 }],
    ['tv up to $1,299.00', 'tv', { lte: 1_299 }],
    ['lamp $20 or less', 'lamp', { lte: 20 }],
    ['lamp over $20', 'lamp', { gt: 20 }],
    ['lamp $100+', 'lamp', { gte: 100 }],
    ['lamp at least 20 usd', 'lamp', { gte: 20 }],
    ['lamp $50-100', 'lamp', { gte: 50, lte: 100 }],
    ['lamp 50 - 100 dollars', 'lamp', { gte: 50, lte: 100 }],
    ['lamp between $20 and $30, red', 'lamp, red', { gte: 20, lte: 30 }],
    ['lamp over $20 under $50', 'lamp', { gt: 20, lt: 50 }],
    ['lamp over $20 but under $50', 'lamp', { gt: 20, lt: 50 }],
    ['red lamp and under $50', 'red lamp', { lt: 50 }],
    ['lamp with price under $50', 'lamp', { lt: 50 }],
    ['under $50 and red lamp', 'red lamp', { lt: 50 }],
    ['lamp under 500, 4 stars and up', 'lamp', { lt: 500 }],
    ['lamp over $20 and under $50', 'lamp', { gt: 20, lt: 50 }],
    ['under $50 gift', 'gift', { lt: 50 }],
    ['＄50以下 lamp under ＄５０', '$50以下 lamp', { lt: 50 }],
    ['laptop cheaper than 500', 'laptop', { lt: 500 }],
    ['laptop price under 40', 'laptop', { lt: 40 }],
    ['laptop under 500', 'laptop', { lt: 500 }],
    ['gift for under 30', 'gift', { lt: 30 }],
  ])('%j', (text, left, price) => {
    expect(read(text)).toMatchObject({ text: left, filters: { price }, without: [] });
    expect(mayHoldConditions(normaliseQuery(text))).toBe(true);
  });

  test.each([
    'toys for kids under 5',
    'books for under 10',
    'bottle under 50 ml',
    'lid for 50-100 ml',
    '100 dollar bill poster',
    'battery over 5000 mah',
    'monitor under 27 inch',
    'under armour shoes',
    'size 10 shoes',
    'lamp over $50 under $20',
    'lamp under $50 under $60',
    'lamp under under $50 $60',
    'under $50',
    'shoes under €50',
    'cable 1.5-2 m',
    '24-50 pack',
    'wh-1000xm4',
    'lamp under $1.5',
    'lamp under $500 or $600',
    'lamp under $500 or 600 dollars',
    'lamp over $20 / $30',
    'lamp $20 or less or $30',
  ])('%j says none', (text) => expect(read(text)).toBeUndefined());

  test('are in a currency of the catalogue', () => {
    expect(read('shoes under €50', ['EUR'])?.filters).toEqual({ price: { lt: 50 } });
    expect(read('shoes under 49,99 euro', ['EUR'])?.filters).toEqual({ price: { lt: 49.99 } });
    expect(read('tv under 1.299,99 €', ['EUR'])?.filters).toEqual({ price: { lt: 1_299.99 } });
    expect(read('tv €1.000,00 - €2.000,00', ['EUR'])?.filters).toEqual({ price: { gte: 1_000, lte: 2_000 } });
    expect(read('tv under 1.29,99 €', ['EUR'])).toBeUndefined();
    expect(read('shoes under €50', ['EUR', 'USD'])?.filters).toEqual({
      price: { lt: 50 },
      currency: ['EUR'],
    });
    expect(read('shoes under $50', ['CAD', 'USD'])).toBeUndefined();
    expect(read('shoes under 500', ['EUR', 'USD'])).toBeUndefined();
    expect(read('shoes under $50', [])?.filters).toEqual({ price: { lt: 50 } });
    expect(read('shoes $20 - €30', ['EUR', 'USD'])).toBeUndefined();
  });
});

describe('ratings', () => {
  test.each([
    ['headphones 4 stars and up', 'headphones', { gte: 4 }],
    ['4+ star headphones', 'headphones', { gte: 4 }],
    ['headphones with at least 4.5 stars', 'headphones', { gte: 4.5 }],
    ['headphones rated over 4 stars, red', 'headphones, red', { gt: 4 }],
    ['headphones 4-star or better', 'headphones', { gte: 4 }],
  ])('%j', (text, left, rating) => expect(read(text)).toMatchObject({ text: left, filters: { rating } }));
  test.each(['5 star notebook', 'headphones 9 stars and up', 'star wars 4', '4 star generals'])(
    '%j says none',
    (text) => expect(read(text)).toBeUndefined(),
  );
});

describe('words with a minus', () => {
  test.each([
    ['shoes -leather', 'shoes', ['leather']],
    ['shoes -leather -red men', 'shoes men', ['leather', 'red']],
    ['handy -hülle', 'handy', ['hülle']],
    ['shirt -t-shirt', 'shirt', ['t-shirt']],
  ])('%j', (text, left, without) => expect(read(text)).toMatchObject({ text: left, filters: {}, without }));
  test.each(['-leather', 't -shirt', 'sugar -free gum', 'dress - red', 'wh-1000xm4', 'lamp -5', 'a-b'])(
    '%j says none',
    (text) => expect(read(text)).toBeUndefined(),
  );
});

test('several at once, each said as it was typed', () => {
  expect(read('red lamp under $50 4 stars and up -led')).toEqual({
    text: 'red lamp',
    filters: { price: { lt: 50 }, rating: { gte: 4 } },
    without: ['led'],
    parts: [
      { kind: 'price', text: 'under $50' },
      { kind: 'rating', text: '4 stars and up' },
      { kind: 'negation', text: '-led' },
    ],
  });
});

describe('whatever the text', () => {
  const bits = [
    'under',
    '$50',
    '50',
    '-',
    '-red',
    'between',
    'and',
    '€20',
    '4 stars',
    'or more',
    'lamp',
    '٥٠',
    '５０',
    '元50',
    'for',
  ];
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...bits), { maxLength: 12 }).map((words) => words.join(' ')),
  );
  test('reading throws nothing, and what is left says nothing more', () => {
    fc.assert(
      fc.property(texts, (raw) => {
        const text = normaliseQuery(raw);
        const found = readConditions(text, DOLLARS);
        if (found === undefined) return;
        expect(mayHoldConditions(text)).toBe(true);
        expect(found.text).not.toBe('');
        expect(normaliseQuery(found.text)).toBe(found.text);
        expect(readConditions(found.text, DOLLARS)).toBeUndefined();
        for (const part of found.parts) expect(text).toContain(part.text);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    'laptop not under $300',
    'laptop not over $300',
    'laptop not priced under $300',
    'laptop no less than $300',
    'laptop not from $100 to $300',
    "laptop isn't over $300",
  ])('%s is not read as the opposite', (text) => {
    expect(readConditions(text, DOLLARS)).toBeUndefined();
  });

  test('no more than and a name before a bound are read', () => {
    expect(readConditions('laptop no more than $300', DOLLARS)?.filters).toEqual({ price: { lte: 300 } });
    expect(readConditions('piano under $300', DOLLARS)?.filters).toEqual({ price: { lt: 300 } });
  });

  test.each(['under $50 ', '$1', '1,', '1 - ', 'or more ', '-red ', '1,000', 'rated rated ', '4 stars '])(
    'a very long one of %j is read',
    (bit) => expect(() => readConditions(normaliseQuery(bit.repeat(20_000)), DOLLARS)).not.toThrow(),
  );
});
