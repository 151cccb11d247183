import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAisleError, type FieldError } from '../base/index.js';
import { parseCliFilter } from './cli-filter.js';
import { parseFilters } from './parse-filter.js';

function mistakes(tree: object): readonly FieldError[] {
  try {
    parseFilters(tree, 'filters');
  } catch (error) {
    if (isAisleError(error) && error.code === 'bad_request') return error.errors;
    throw error;
  }
  return [];
}

describe('parseFilters', () => {
  test('reads lists, texts, booleans, numbers and intervals', () => {
    const tree = {
      brand: ['A', 'B', 'A'],
      color: 'red',
      'attributes.waterproof': true,
      'attributes.volts': 12,
      price: { gte: 10, lt: 50 },
    };
    expect(parseFilters(tree, 'filters')).toEqual([
      { field: 'brand', filter: { kind: 'keyword', field: 'brand', values: ['A', 'B'] } },
      { field: 'color', filter: { kind: 'keyword', field: 'color', values: ['red'] } },
      {
        field: 'attributes.waterproof',
        filter: { kind: 'keyword', field: 'attributes.waterproof', values: ['true'] },
      },
      {
        field: 'attributes.volts',
        filter: { kind: 'range', field: 'attributes.volts', gte: 12, lte: 12 },
      },
      { field: 'price', filter: { kind: 'range', field: 'price', gte: 10, lt: 50 } },
    ]);
    expect(parseFilters({}, 'filters')).toEqual([]);
  });

  test('not negates the conjunction of its tree, any is a choice of trees', () => {
    const tree = { not: { brand: ['A'], color: ['red'] }, any: [{ size: 'S' }, { price: { lte: 5 } }] };
    expect(parseFilters(tree, 'filters')).toEqual([
      {
        field: undefined,
        filter: {
          kind: 'not',
          filter: {
            kind: 'all',
            filters: [
              { kind: 'keyword', field: 'brand', values: ['A'] },
              { kind: 'keyword', field: 'color', values: ['red'] },
            ],
          },
        },
      },
      {
        field: undefined,
        filter: {
          kind: 'any',
          filters: [
            { kind: 'keyword', field: 'size', values: ['S'] },
            { kind: 'range', field: 'price', lte: 5 },
          ],
        },
      },
    ]);
  });

  test('dates: a day is the whole day', () => {
    const day = Date.UTC(2026, 1, 3);
    const bounds = (range: object) => parseFilters({ createdAt: range }, 'f')[0]?.filter;
    expect(bounds({ gte: '2026-02-03', lte: '2026-02-03' })).toMatchObject({
      gte: day,
      lte: day + 86_399_999,
    });
    expect(bounds({ lt: '2026-02-03T10:00:00+02:00' })).toMatchObject({ lt: day + 8 * 3_600_000 });
    expect(bounds({ lt: '2026-02-03T10:00' })).toMatchObject({ lt: day + 10 * 3_600_000 });
    expect(bounds({ gte: day })).toMatchObject({ gte: day });
    for (const wrong of ['2026-02-30', 'yesterday', '2026', '']) {
      expect(mistakes({ createdAt: { gte: wrong } })).toMatchObject([{ path: 'filters.createdAt.gte' }]);
    }
  });

  test.each([
    [{ price: ['10'] }, 'filters.price'],
    [{ price: { gte: Number.NaN } }, 'filters.price.gte'],
    [{ price: { gte: '10' } }, 'filters.price.gte'],
    [{ price: { above: 10 } }, 'filters.price.above'],
    [{ price: {} }, 'filters.price'],
    [{ brand: { gte: 1 } }, 'filters.brand'],
    [{ brand: [] }, 'filters.brand'],
    [{ brand: [1] }, 'filters.brand'],
    [{ brand: null }, 'filters.brand'],
    [{ not: {} }, 'filters.not'],
    [{ not: [] }, 'filters.not'],
    [{ any: [] }, 'filters.any'],
    [{ any: [{ brand: 'A' }, 3] }, 'filters.any.1'],
    [{ any: [{ not: { price: 'x' } }] }, 'filters.any.0.not.price'],
    [JSON.parse('{"price": {"__proto__": 1}}') as object, 'filters.price.__proto__'],
  ])('%j is refused at %s', (tree, path) => {
    expect(mistakes(tree).map((error) => error.path)).toEqual([path]);
  });

  test('all mistakes are named at once', () => {
    expect(mistakes({ price: 'x', brand: [], not: 1 })).toHaveLength(3);
  });

  test('__proto__ is a name like any other', () => {
    const tree = JSON.parse('{"__proto__": ["x"]}') as object;
    expect(parseFilters(tree, 'filters')).toEqual([
      { field: '__proto__', filter: { kind: 'keyword', field: '__proto__', values: ['x'] } },
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('depth and size are bounded', () => {
    let deep: object = { brand: 'A' };
    for (let i = 0; i < 10_000; i++) deep = { not: deep };
    expect(mistakes(deep)).toHaveLength(1);
    const wide = { any: Array.from({ length: 10_000 }, () => ({ brand: 'A' })) };
    expect(mistakes(wide).length).toBeGreaterThan(0);
    expect(mistakes({ brand: Array.from({ length: 1_001 }, String) })).toHaveLength(1);
    expect(mistakes({ brand: ['x'.repeat(1_001)] })).toHaveLength(1);
  });

  test('no JSON makes it fail in another way than bad_request', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('not', 'any', 'price', 'brand', 'x'), fc.jsonValue()),
        (tree) => {
          mistakes(tree);
        },
      ),
    );
  });
});

describe('parseCliFilter', () => {
  test.each([
    ['brand=A,B', { brand: ['A', 'B'] }],
    ['brand=Smith\\, Sons', { brand: ['Smith, Sons'] }],
    ['category=Shoes > Running', { category: ['Shoes > Running'] }],
    ['price:10..50', { price: { gte: 10, lte: 50 } }],
    ['price:..50', { price: { lte: 50 } }],
    ['price:10..', { price: { gte: 10 } }],
    ['price:.5..9.5', { price: { gte: 0.5, lte: 9.5 } }],
    ['price:1..2..3', undefined],
    ['rating:5', { rating: { gte: 5, lte: 5 } }],
    ['createdAt:2026-01-01..', { createdAt: { gte: '2026-01-01' } }],
    ['url=http://a', { url: ['http://a'] }],
    ['brand', undefined],
    ['brand=', undefined],
    ['brand=A,,B', undefined],
    ['price:..', undefined],
    ['=A', undefined],
  ])('%s', (text, tree) => {
    if (tree === undefined) expect(() => parseCliFilter(text)).toThrow('expected FIELD=VALUE');
    else expect(parseCliFilter(text)).toEqual(tree);
  });
});
