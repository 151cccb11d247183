import { expect, test } from '@jest/globals';
import { parseMap } from '../../../catalog/index.js';
import { fieldTable, type FieldCapability } from './field-table.js';

function capabilities(types: Readonly<Record<string, string>>): Map<string, FieldCapability> {
  return new Map(
    Object.entries(types).map(([name, type]) => {
      const leaf = type !== 'object' && type !== 'nested';
      return [name, { type, searchable: leaf, aggregatable: leaf && type !== 'text' }];
    }),
  );
}

test('a field below a nested object cannot be used, however deep it lies', () => {
  const index = capabilities({
    title: 'text',
    info: 'object',
    'info.maker': 'nested',
    'info.maker.brand': 'keyword',
    'info.maker.about': 'object',
    'info.maker.about.text': 'text',
    'info.color': 'keyword',
    'info.price': 'long',
  });
  const map = {
    brand: 'info.maker.brand',
    description: 'info.maker.about.text',
    color: 'info.color',
    price: 'info.price',
  };
  const table = fieldTable(parseMap(map), index);
  expect([...table.text.keys()].sort()).toEqual(['color', 'title']);
  expect([...table.keyword.keys()]).toEqual(['color']);
  expect(table.numeric.get('price')).toMatchObject({ path: 'info.price', kind: 'number', type: 'long' });
  expect([...table.unusable]).toEqual([['brand', expect.stringContaining('nested object info.maker')]]);
});
