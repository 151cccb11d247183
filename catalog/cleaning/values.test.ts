import { expect, test } from '@jest/globals';
import { parseAvailability, parseRating, parseRatingCount, parseUrl, urlList } from './values.js';

test.each([
  ['In Stock', 'in_stock'],
  ['https://schema.org/InStock', 'in_stock'],
  ['out-of-stock', 'out_of_stock'],
  ['PreOrder', 'preorder'],
  [true, 'in_stock'],
  [0, 'out_of_stock'],
  ['17', 'in_stock'],
  ['0', 'out_of_stock'],
  ['-4', 'out_of_stock'],
  [' -4 ', 'out_of_stock'],
  ['-2.5', 'out_of_stock'],
  ['-1,200', 'out_of_stock'],
  ['\u22124', 'out_of_stock'],
  [-4, 'out_of_stock'],
  ['1,200', 'in_stock'],
  ['+5', 'in_stock'],
  ['0.5', 'in_stock'],
  ['0,00', 'out_of_stock'],
  ['- 4', undefined],
  ['perhaps', undefined],
  [NaN, undefined],
  [{}, undefined],
])('availability %j', (input, expected) => {
  expect(parseAvailability(input)).toBe(expected);
});

test.each([
  [4.5, 4.5],
  ['4,5', 4.5],
  ['4.5 out of 5 stars', 4.5],
  ['4/5', 4],
  [0, 0],
  [5.1, undefined],
  [-1, undefined],
  ['9/10', undefined],
  [NaN, undefined],
  ['good', undefined],
])('rating %j', (input, expected) => {
  expect(parseRating(input)).toBe(expected);
});

test.each([
  ['1,234', 1234],
  ['1.234', 1234],
  ['(1 234)', 1234],
  [12, 12],
  [0, 0],
  [1.5, undefined],
  [-1, undefined],
  [1e12, undefined],
  ['many', undefined],
])('rating count %j', (input, expected) => {
  expect(parseRatingCount(input)).toBe(expected);
});

test.each([
  ['https://shop.example/a?b=c#d', 'https://shop.example/a?b=c#d'],
  ['//shop.example/a', 'https://shop.example/a'],
  [' https://shop.example/ä b ', 'https://shop.example/%C3%A4%20b'],
  ['https://shop.example/a?b=1&amp;c=2', 'https://shop.example/a?b=1&c=2'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['https://user:secret@shop.example/', undefined],
  ['/relative', undefined],
  [`https://shop.example/${'a'.repeat(3000)}`, undefined],
  ['https://shop.example/"><script>', 'https://shop.example/%22%3E%3Cscript%3E'],
  [1, undefined],
])('url %j', (input, expected) => {
  expect(parseUrl(input)).toBe(expected);
});

test.each<[unknown, unknown[]]>([
  [
    'https://a.example/1.jpg, https://a.example/2.jpg',
    ['https://a.example/1.jpg', 'https://a.example/2.jpg'],
  ],
  ['https://a.example/1.jpg|http://a.example/2.jpg', ['https://a.example/1.jpg', 'http://a.example/2.jpg']],
  [' https://a.example/1.jpg;\n', ['https://a.example/1.jpg;\n']],
  [
    'https://a.example/w_100,h_50/https://b.example/1.jpg',
    ['https://a.example/w_100,h_50/https://b.example/1.jpg'],
  ],
  [
    ['https://a.example/1.jpg', 2],
    ['https://a.example/1.jpg', 2],
  ],
  ['/relative, a', ['/relative, a']],
  [7, [7]],
])('the addresses of %j', (input, expected) => {
  expect(urlList(input)).toEqual(expected);
});

test('a million spaces between addresses are passed over once', () => {
  const spaces = ' '.repeat(1_000_000);
  expect(urlList(`https://a.example/1.jpg${spaces}x`)).toHaveLength(1);
});
