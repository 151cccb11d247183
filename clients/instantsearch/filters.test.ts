import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFilters, type Filter } from '../../mappings/index.js';
import type { Atom, Condition } from './condition.js';
import { filterTree } from './filter-tree.js';
import { readFiltersText } from './filters-text.js';
import { facetAtom, numericAtom, readFilters } from './read-filters.js';

const fails = (message: string): never => {
  throw new Error(message);
};
const value = (field: string, value: string, negated = false): Atom => ({
  kind: 'value',
  field,
  value,
  negated,
});

describe('facetFilters', () => {
  test.each<[unknown, Condition[]]>([
    ['brand:Acme', [[value('brand', 'Acme')]]],
    [
      ['brand:Acme', 'color:red'],
      [[value('brand', 'Acme')], [value('color', 'red')]],
    ],
    [[['brand:Acme', 'brand:Bolt']], [[value('brand', 'Acme'), value('brand', 'Bolt')]]],
    [['brand:-Acme'], [[value('brand', 'Acme', true)]]],
    [[String.raw`brand:\-Acme`], [[value('brand', '-Acme')]]],
    [['attributes.ratio:4:3'], [[value('attributes.ratio', '4:3')]]],
    [['category.lvl1:Shoes > Running'], [[value('category', 'Shoes > Running')]]],
    [undefined, []],
    [[], []],
  ])('%j', (given, expected) => expect(readFilters(given, facetAtom, fails)).toEqual(expected));

  test.each(['brand', ':x', 'brand:', 3, [[{}]]])('%j is refused', (given) => {
    expect(() => readFilters([given], facetAtom, fails)).toThrow('expected');
  });
});

describe('numericFilters', () => {
  test.each<[string, object]>([
    ['price>=10', { bounds: { gte: 10 } }],
    ['price < 9.5', { bounds: { lt: 9.5 } }],
    ['price<=-1', { bounds: { lte: -1 } }],
    ['price=0', { bounds: { gte: 0, lte: 0 } }],
    ['price!=4', { bounds: { gte: 4, lte: 4 }, negated: true }],
    ['price:10 TO 20', { bounds: { gte: 10, lte: 20 } }],
  ])('%s', (text, expected) => {
    expect(numericAtom(text, fails)).toEqual([
      { kind: 'range', field: 'price', negated: false, ...expected },
    ]);
  });
  test.each(['price', 'price>=cheap', '>=1'])('%s is refused', (text) => {
    expect(() => numericAtom(text, fails)).toThrow('expected a comparison');
  });
});

describe('filters', () => {
  test.each<[string, Condition[]]>([
    ['brand:Acme', [[value('brand', 'Acme')]]],
    ['brand:Acme AND NOT size:S', [[value('brand', 'Acme')], [value('size', 'S', true)]]],
    [
      '(brand:A OR brand:B) and color:red',
      [[value('brand', 'A'), value('brand', 'B')], [value('color', 'red')]],
    ],
    [
      'brand:A OR brand:B AND color:red',
      [[value('brand', 'A'), value('brand', 'B')], [value('color', 'red')]],
    ],
    [`color:"light blue" AND brand:'O\\'Hara'`, [[value('color', 'light blue')], [value('brand', "O'Hara")]]],
    ['brand:"-x AND >= y"', [[value('brand', '-x AND >= y')]]],
    ['color:light blue', [[value('color', 'light blue')]]],
    [
      'price < 50 AND rating:3 TO 5',
      [
        [{ kind: 'range', field: 'price', bounds: { lt: 50 }, negated: false }],
        [{ kind: 'range', field: 'rating', bounds: { gte: 3, lte: 5 }, negated: false }],
      ],
    ],
    ['', []],
  ])('%s', (text, expected) => expect(readFiltersText(text, fails)).toEqual(expected));

  test.each([
    'brand',
    'brand:A AND',
    '(brand:A AND color:red)',
    '(brand:A',
    'brand:A)',
    'a:b OR (c:d)',
    'a:"b',
  ])('%s is refused', (text) => {
    expect(() => readFiltersText(text, fails)).toThrow();
  });
});

const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.record({
    kind: fc.constant('value' as const),
    field: fc.constantFrom('brand', 'color'),
    value: fc.constantFrom('A', 'B', 'C'),
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('range' as const),
    field: fc.constantFrom('price', 'rating'),
    bounds: fc.constantFrom({ gte: 1 }, { lt: 3 }, { gt: 1, lte: 4 }, { lte: 2 }),
    negated: fc.boolean(),
  }),
);
type Item = Partial<Record<string, string | number>>;
const item: fc.Arbitrary<Item> = fc.record(
  {
    brand: fc.constantFrom('A', 'B', 'C'),
    color: fc.constantFrom('A', 'B', 'C'),
    price: fc.integer({ min: 0, max: 5 }),
    rating: fc.integer({ min: 0, max: 5 }),
  },
  { requiredKeys: [] },
);

/** As an engine reads a filter. */
function holds(filter: Filter, product: Item): boolean {
  switch (filter.kind) {
    case 'keyword':
      return filter.values.includes(String(product[filter.field]));
    case 'range': {
      const { gte = -Infinity, gt = -Infinity, lte = Infinity, lt = Infinity } = filter;
      const number = product[filter.field];
      return typeof number === 'number' && number >= gte && number > gt && number <= lte && number < lt;
    }
    case 'not':
      return !holds(filter.filter, product);
    case 'any':
      return filter.filters.some((one) => holds(one, product));
    case 'all':
      return filter.filters.every((one) => holds(one, product));
    case 'words':
      throw new Error('no such filter is made');
  }
}

function atomHolds(given: Atom, product: Item): boolean {
  const filter: Filter =
    given.kind === 'value'
      ? { kind: 'keyword', field: given.field, values: [given.value] }
      : { kind: 'range', field: given.field, ...given.bounds };
  return holds(filter, product) !== given.negated;
}

test('a tree holds exactly where all conditions hold, and names no counted field that is not its own', () => {
  const conditions = fc.array(fc.array(atom, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
  const counted = fc.subarray(['brand', 'color', 'price', 'rating']);
  fc.assert(
    fc.property(conditions, counted, fc.array(item, { maxLength: 20 }), (given, fields, items) => {
      const tree = filterTree(given, new Set(fields), new Set());
      const filters = parseFilters(tree, 'filters');
      for (const product of items) {
        expect(filters.every(({ filter }) => holds(filter, product))).toBe(
          given.every((condition) => condition.some((one) => atomHolds(one, product))),
        );
      }
      for (const { field } of filters) expect(fields).not.toContain(field);
    }),
  );
});
