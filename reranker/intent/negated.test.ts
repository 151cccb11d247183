import { expect, test } from '@jest/globals';
import { negatedBy, type ToldOf } from './negated.js';

const negated = (words: readonly string[], product: ToldOf) => negatedBy(words)(product);

test.each([
  ['Wine glasses, set of 4', 0],
  ['Wine glass with a long stem', -1],
  ['Stemless wine glasses', 1],
  ['Glasses without stem', 1],
  ['Glasses w/o stems', 1],
  ['Stem-free glasses', 1],
  ['Glasses (stem not included)', 1],
  ['No long stem, no foot', 1],
  ['System glasses', 0],
  // Four words before it no longer speak of it.
  ['No glue or paint on the stem', -1],
  ['Frame without slats, with stem', -1],
  ['Glasses without lid, includes stem', -1],
  ['Nonstem glasses', 1],
  ['', 0],
])('%j without stem: %d', (title, value) => expect(negated(['stem'], { title })).toBe(value));

test('what names a product comes before what tells of it, which counts half', () => {
  const title = 'Wine glasses';
  expect(negated(['stem'], { title, bullets: ['A short stem'] })).toBe(-0.5);
  expect(negated(['stem'], { title, bullets: ['Fine', 'No stem'] })).toBe(0.5);
  expect(negated(['stem'], { title: 'Stemless', bullets: ['A short stem'] })).toBe(1);
  expect(negated(['red'], { title, color: 'Red' })).toBe(-1);
  expect(negated(['stem'], { title, attributes: { stem: 'none', feet: 4 } })).toBe(1);
  expect(negated(['stem'], { title, attributes: { stem: false } })).toBe(1);
  expect(negated(['glass'], { title: 'Tumbler', attributes: { material: ['glass', 'steel'] } })).toBe(-1);
});

test('of several words any counts', () => {
  expect(negated(['led', 'lamp'], { title: 'Nail kit with UV lamp' })).toBe(-1);
  expect(negated(['Knives'], { title: 'Block for a knife' })).toBe(-1);
});

test('a text that speaks of it by another form of the word is read, too', () => {
  expect(negated(['knife'], { title: 'Block without knives' })).toBe(1);
  expect(negated(['battery'], { title: 'Batteries not included' })).toBe(1);
  expect(negated(['flexibility'], { title: 'Flexible hose' })).toBe(-1);
  expect(negated(['?!'], { title: 'Hose' })).toBe(0);
});
