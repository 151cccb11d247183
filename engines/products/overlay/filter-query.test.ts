import { expect, test } from '@jest/globals';
import { belowCategory } from './filter-query.js';

const field = { path: 'category', kind: 'keyword', type: 'keyword', scale: 1, separator: ' > ' } as const;

test('a path that names one level twice is not the level itself', () => {
  const asked = JSON.stringify(belowCategory('Lamp > Lamp', field));
  expect(asked).toContain('{"term":{"category":"Lamp > Lamp"}}');
  expect(asked).not.toContain('{"term":{"category":"Lamp"}}');
  expect(JSON.stringify(belowCategory('Home > Lamp', field))).toContain('{"term":{"category":"Lamp"}}');
});
