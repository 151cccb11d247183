import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hrefOf, PAGE_SIZE, pagesOf, readView, SORTS, type View } from '../../web/listing/view.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const amount = fc.oneof(fc.constant(''), fc.nat(5_000).map(String));
const view: fc.Arbitrary<View> = fc.record({
  query: fc.oneof(fc.constant(''), text),
  category: fc.array(
    // A level holds no separator, and a path of dots would be resolved by the browser.
    text.filter((level) => !level.includes('>') && !/^(?:\.|%2e)+$/i.test(level)),
    { maxLength: 3 },
  ),
  chosen: fc
    .dictionary(
      fc.constantFrom('brand', 'color', 'size', 'availability', 'attributes.material', 'attributes.a b'),
      fc.array(text, { minLength: 1, maxLength: 3 }),
    )
    .map((chosen) => ({ ...chosen })),
  priceFrom: amount,
  priceTo: amount,
  rating: fc.constantFrom('', '4', '3'),
  sort: fc.constantFrom(...SORTS.map(([sort]) => sort)),
  page: fc.integer({ min: 1, max: 400 }),
  exact: fc.boolean(),
});

test('an address holds all of a listing', () => {
  fc.assert(fc.property(view, (given) => expect(readView(hrefOf(given))).toEqual(given)));
});

test('a category without a query has a path of its own', () => {
  const category = { ...readView('/search'), category: ['Shoes & Boots', 'Trail/Road'] };
  expect(hrefOf(category)).toBe('/category/Shoes%20%26%20Boots/Trail%2FRoad');
  expect(hrefOf({ ...category, query: 'warm' })).toBe(
    '/search?q=warm&category=Shoes+%26+Boots+%3E+Trail%2FRoad',
  );
});

test('what an address says wrongly is passed over', () => {
  expect(readView('/search?page=-3&sort=worst&made-up=1')).toEqual(readView('/search'));
  expect(readView('/search?from=cheap&to=-1&rating=zz')).toEqual(readView('/search'));
  expect(readView('/category/%E0%A4%A')).toMatchObject({ category: ['%E0%A4%A'] });
});

test('no page lies deeper than the service answers', () => {
  const DEPTH = 10_000;
  expect(readView('/search?page=99999').page * PAGE_SIZE).toBeLessThanOrEqual(DEPTH);
  fc.assert(
    fc.property(fc.nat(30_000), (total) => {
      const pages = pagesOf(total);
      expect(pages * PAGE_SIZE).toBeLessThanOrEqual(DEPTH);
      // One more would hold nothing, or lie too deep.
      expect(Math.min(total, DEPTH - PAGE_SIZE + 1)).toBeLessThanOrEqual(pages * PAGE_SIZE);
    }),
  );
});
