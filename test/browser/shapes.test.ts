import { expect, test } from '@jest/globals';
import { shapeOf } from '../../web/components/shapes.js';

const of = (...category: string[]) => shapeOf({ category, title: '' });

test.each([
  ['Running Jackets', 'Rain Jackets'],
  ['Running Shoes', 'Sneakers'],
  ['Camera Bags', 'Totes'],
  ['Coffee Tables', 'Desks'],
  ['Headphones', 'Earbuds'],
])('%s are drawn as %s are', (name, like) => expect(of(name)).toBe(of(like)));

test('the deepest level decides, then those above it, then the title up to what tells of it', () => {
  expect(of('Clothing', 'Jackets', 'Windproof')).toBe(of('Jackets'));
  expect(of('Clothing', 'Socks')).not.toBe(of('Clothing'));
  expect(shapeOf({ title: 'Charger for phones' })).toBe(of('Chargers'));
  expect(shapeOf({ category: ['Things'], title: 'Something' })).toBe(shapeOf({ title: '' }));
});
