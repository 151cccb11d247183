import { expect, test } from '@jest/globals';
import type { FieldSource } from './map.js';
import { readSource } from './transforms.js';

const ROW = {
  name: 'Shoe',
  'dotted.name': 'as a column',
  empty: '',
  nothing: null,
  cents: 1999,
  path: 'A > B > C',
  tags: ['x', 'y'],
  nested: { brand: { name: 'Acme' }, list: [{ id: 1 }, { id: 2 }] },
  stock: 'J',
  image: 'a.jpg',
};

test.each<[FieldSource, unknown]>([
  ['name', 'Shoe'],
  ['dotted.name', 'as a column'],
  ['nested.brand.name', 'Acme'],
  ['nested.list.1.id', 2],
  ['nested.list.id', [1, 2]],
  ['absent', undefined],
  ['toString', undefined],
  ['nested.constructor', undefined],
  ['__proto__', undefined],
  [{ from: ['empty', 'nothing', 'name'] }, 'Shoe'],
  [{ from: ['name', 'stock'], join: ' ' }, 'Shoe J'],
  [{ from: 'path', split: '>' }, ['A', 'B', 'C']],
  [{ from: 'path', split: '>', index: -1 }, 'C'],
  [{ from: 'tags', index: 0 }, 'x'],
  [{ from: 'tags', join: ', ' }, 'x, y'],
  [{ from: 'cents', multiply: 0.01 }, 19.99],
  [{ from: 'name', multiply: 2 }, 'Shoe'],
  [{ from: 'stock', values: { J: true, N: false } }, true],
  [{ from: 'name', values: { J: true } }, 'Shoe'],
  [{ from: 'name', values: {} }, 'Shoe'],
  [{ from: 'image', prefix: 'https://cdn.example/' }, 'https://cdn.example/a.jpg'],
  [{ from: 'absent', prefix: 'https://cdn.example/' }, undefined],
  [{ const: 'EUR' }, 'EUR'],
  [{ const: 0 }, 0],
  [{ from: 'empty', default: 'none' }, 'none'],
  [{ from: 'cents', default: 1 }, 1999],
])('%j', (source, expected) => {
  expect(readSource(ROW, source)).toEqual(expected);
});
