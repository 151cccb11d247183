import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCurrency, parsePrice, priceProblem } from './price.js';

describe('parsePrice', () => {
  test.each([
    ['1,299.00', 1299],
    ['1.299,00', 1299],
    ['1 299,00', 1299],
    ['1\u00a0299,00', 1299],
    ['1\u202f299,00', 1299],
    ["1'299.00", 1299],
    ['1.234.567,89', 1234567.89],
    ['1,234,567.89', 1234567.89],
    ['1,299', 1299],
    ['1,29,999.00', 129_999],
    ['12,34,56,789', 123_456_789],
    ['Rs. 1,299', 1299],
    ['Rs.1,29,999', 129_999],
    ['Rs1299', 1299],
    ['Rs 500/-', 500],
    ['1299kr', 1299],
    ['12', 12],
    ['12,5', 12.5],
    ['0.99', 0.99],
    ['.99', 0.99],
    ['12,-', 12],
    ['12.--', 12],
    ['-5', -5],
    ['１２.５', 12.5],
    [12.5, 12.5],
    [0, 0],
  ])('%j is %d', (input, price) => {
    expect(parsePrice(input)).toEqual({ price });
  });

  test.each([
    ['1.299,00 €', { price: 1299, currency: 'EUR' }],
    ['€1.299', { price: 1299, currency: 'EUR' }],
    ['EUR 12,50', { price: 12.5, currency: 'EUR' }],
    ['12,50 eur', { price: 12.5, currency: 'EUR' }],
    ['$12.99', { price: 12.99, currency: 'USD', ambiguous: true }],
    ['US$1,299.00', { price: 1299, currency: 'USD' }],
    ['R$ 1.299,00', { price: 1299, currency: 'BRL' }],
    ['£5', { price: 5, currency: 'GBP' }],
    ['CHF 1’299.–', { price: 1299, currency: 'CHF' }],
    ['1 299 kr', { price: 1299 }],
    ['12.500 KWD', { price: 12.5, currency: 'KWD' }],
    ['BHD 1.250', { price: 1.25, currency: 'BHD' }],
    ['1,234.500 OMR', { price: 1234.5, currency: 'OMR' }],
    ['1.299 TND', { price: 1.299, currency: 'TND' }],
    ['12.500 EUR', { price: 12_500, currency: 'EUR' }],
    ['12.500 ₫', { price: 12_500, currency: 'VND' }],
    ['₹1,29,999.00', { price: 129_999, currency: 'INR' }],
    ['1.299 TL', { price: 1299, currency: 'TRY' }],
    ['49,90 zł', { price: 49.9, currency: 'PLN' }],
    ['-$5.00', { price: -5, currency: 'USD', ambiguous: true }],
  ])('%j names its currency', (input, expected) => {
    expect(parsePrice(input)).toEqual(expected);
  });

  test('an object of an amount and a currency', () => {
    expect(parsePrice({ value: '12,50', currency: 'eur' })).toEqual({ price: 12.5, currency: 'EUR' });
    expect(parsePrice({ amount: 3 })).toEqual({ price: 3 });
    expect(typeof parsePrice({ value: [1] })).toBe('string');
  });

  test.each([
    '',
    'NaN',
    'Infinity',
    'free',
    '10 - 20',
    '$10.00–$20.00',
    '1.2.3',
    '1,2,3',
    '123,45,678',
    '1,29,99',
    '0x10',
    '12 34',
    '--5',
    'from',
  ])('%j is no price', (input) => {
    expect(typeof parsePrice(input)).toBe('string');
  });

  test.each([[null], [undefined], [true], [['12']], [{}], [Symbol('x')]])('%p is no price', (input) => {
    expect(typeof parsePrice(input)).toBe('string');
  });

  test('a price written the German, the English and the French way is read back', () => {
    const amounts = fc.integer({ min: 0, max: 999_999_999 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(amounts, fc.constantFrom('de-DE', 'en-US', 'fr-FR', 'de-CH', 'sv-SE'), (price, locale) => {
        const text = price.toLocaleString(locale, { minimumFractionDigits: 2 });
        expect(parsePrice(text)).toEqual({ price });
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parsePrice(value);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,- \u00a0€$EURx')) }),
        (value) => {
          const parsed = parsePrice(value);
          if (typeof parsed !== 'string') expect(Number.isNaN(parsed.price)).toBe(false);
        },
      ),
    );
  });
});

test('an absurd price has a problem', () => {
  expect(priceProblem(0, undefined)).toBeUndefined();
  expect(priceProblem(10_000_000, 'EUR')).toBeUndefined();
  expect(priceProblem(10_000_001, 'EUR')).toContain('at most');
  expect(priceProblem(10_000_001, 'VND')).toBeUndefined();
  expect(priceProblem(-0.01, undefined)).toContain('at least 0');
  expect(priceProblem(NaN, undefined)).toContain('finite');
  expect(priceProblem(Infinity, undefined)).toContain('finite');
});

test('a currency is a code or a sign', () => {
  expect(parseCurrency(' eur ')).toBe('EUR');
  expect(parseCurrency('€')).toBe('EUR');
  expect(parseCurrency('R$')).toBe('BRL');
  expect(parseCurrency('XYZ')).toBeUndefined();
  expect(parseCurrency('')).toBeUndefined();
});
