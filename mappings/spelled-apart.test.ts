import { expect, test } from '@jest/globals';
import { analyse } from './analyser.js';
import { analyseQuery } from './query-words.js';

/** Whether every word of a query stands in a title, in any of its forms, and in which it was found at a discount. */
function match(query: string, title: string): 'whole' | 'apart' | undefined {
  const held = new Set(analyse(title));
  let apart = false;
  for (const { terms, synonyms = [] } of analyseQuery(query)) {
    if (terms.some((term) => held.has(term))) continue;
    if (!synonyms.some(({ term }) => term.split(' ').every((each) => held.has(each)))) return undefined;
    apart = true;
  }
  return apart ? 'apart' : 'whole';
}

test.each([
  ['16oz', '16 fl oz', 'apart'],
  ['16-ounce', 'Tumbler, 16 fl. ounces', 'apart'],
  ['12pack', 'Pack of 12', 'apart'],
  ['12-pack', 'Pack of 12', 'apart'],
  ['12pk', '12 Pack', 'whole'],
  ['55 inch', '55" TV', 'whole'],
  ['55"', '55-Inch TV', 'whole'],
  ['12 oz', '12 ounces', 'whole'],
  ['12oz', '12-Ounce', 'whole'],
  ['5000btu', '5000 BTU', 'whole'],
  ['512gb', '512 gigabytes', 'whole'],
  ['60w', '60 watts', 'whole'],
  // Another number, another unit, and no unit at all are something else.
  ['16oz', '12 fl oz', undefined],
  ['16oz', '16 lb', undefined],
  ['iphone 12 in', '12 inch case', undefined],
  ['12in', 'iPhone 12 in box', undefined],
  ['mp3', '3 mp', undefined],
] as const)('%s in %s: %s', (query, title, found) => expect(match(query, title)).toBe(found));

test('a query of many measures gets a bounded number of them spelled apart', () => {
  const query = Array.from({ length: 64 }, (_, i) => `${i + 1}oz`).join(' ');
  const terms = analyseQuery(query).flatMap(({ synonyms = [] }) =>
    synonyms.flatMap(({ term }) => term.split(' ')),
  );
  expect(terms.length).toBeGreaterThan(0);
  expect(terms.length).toBeLessThanOrEqual(16);
});
