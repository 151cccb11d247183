import { expect, test } from '@jest/globals';
import type { Product } from '../catalog/index.js';
import { CategoryWords } from './category-words.js';

const PHONES: readonly Product[] = [
  { id: '1', title: 'Acme phone', category: ['Electronics', 'Phones'] },
  { id: '2', title: 'Red phone for kids', category: ['Electronics', 'Phones'] },
  { id: '3', title: 'Phone case', category: ['Electronics'] },
  { id: '4', title: 'Case for a phone' },
];

test('titles are counted by what they hold, name first and end with', () => {
  const words = new CategoryWords();
  for (const product of PHONES) words.add(product);
  expect(words.titles).toBe(4);
  expect(words.term('phone')).toMatchObject({ held: 4, named: 3, heads: 2 });
  expect(words.term('case')).toMatchObject({ held: 2, named: 2, heads: 2 });
  expect(words.term('kid')).toMatchObject({ held: 1, named: 0, heads: 0 });
  expect(words.term('lamp')).toBeUndefined();
  expect([...words.mentions('phone')]).toEqual([
    ['Electronics > Phones', 4],
    ['Electronics', 1],
  ]);
  expect([...words.mentions('kid'), ...words.mentions('lamp')]).toEqual([]);
  expect(['Electronics', 'Electronics > Phones', 'Phones'].map((path) => words.within(path))).toEqual([
    3, 2, 0,
  ]);
});
