import { expect, test } from '@jest/globals';
import { namedCategory, suggestedCategories } from './category-names.js';

const categories = [
  namedCategory('Shoes', 90),
  namedCategory('Shoes > Running Shoes', 30),
  namedCategory('Shoes > Sandals', 20),
  namedCategory('Electronics > Cell Phones', 8),
  namedCategory('Electronics > Phone Cases', 40),
  namedCategory('Bücher', 5),
];
const names = (typed: string) =>
  suggestedCategories(typed, categories, 3).map(({ path, count }) => `${path.join(' > ')} ${count}`);

test.each([
  ['sho', ['Shoes 90', 'Shoes > Running Shoes 30']],
  ['shoe', ['Shoes 90', 'Shoes > Running Shoes 30']],
  ['shoes sand', ['Shoes > Sandals 20']],
  ['phones', ['Electronics > Phone Cases 40', 'Electronics > Cell Phones 8']],
  ['cell pho', ['Electronics > Cell Phones 8']],
  ['BUCH', ['Bücher 5']],
  ['hoe', []],
  ['', ['Shoes 90', 'Electronics > Phone Cases 40', 'Shoes > Running Shoes 30']],
])('%s', (typed, expected) => expect(names(typed)).toEqual(expected));
