import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from './analyser.js';
import { normaliseText } from './normalise.js';
import { normalisedOrigins } from './normalised-origins.js';
import { termSpans } from './term-spans.js';

/** What of a text gives a term, as it is written. */
const givers = (text: string, term: string) =>
  termSpans(text)
    .filter(({ terms }) => terms.includes(term))
    .map(({ start, end }) => text.slice(start, end));

describe('what of a text gives a term', () => {
  test.each([
    ['Trail Running Shoes', 'run', ['Running']],
    ['CAFÉ Crème', 'creme', ['Crème']],
    ['Größe: weiß', 'weiss', ['weiß']],
    ['ﬁsh tank', 'fish', ['ﬁsh']],
    ['ｔａｎｋ', 'tank', ['ｔａｎｋ']],
    ['Bottle, 12 ounces', '12oz', ['12 ounces']],
    ['Bottle 12oz', '12', ['12oz']],
    ['24" monitor', 'inch', ['"']],
    ['Red T-Shirt', 'tshirt', ['T-Shirt']],
    ['Red T-Shirt', 'shirt', ['Shirt']],
    ["women's boots", 'women', ["women's"]],
    ["L'Oréal serum", 'oreal', ['Oréal']],
    ['WH-1000XM4', 'wh1000xm4', ['WH-1000XM4']],
    ['WH 1000XM4', 'wh1000xm4', ['WH 1000XM4']],
    ['无线耳机', '耳机', ['耳机']],
    ['boot 8½ wide', 'wide', ['wide']],
    ['Brand™ lamp', 'lamp', ['lamp']],
    ['😀 lamp', 'lamp', ['lamp']],
    ['رقم ١٢', '12', ['١٢']],
  ])('%j: %s', (text, term, expected) => expect(givers(text, term)).toEqual(expected));
});

const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        "L'Oréal",
        't-shirt',
        '12 oz',
        '8½',
        'ΟΔΟΣ',
        'weiß',
        '耳机',
        '½½',
        'é',
        'ﬁ',
        '12"',
        '\u03b1\ufeff\u0345',
        'ΟΣ\ufeffΑ',
        '\ud83d',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(' '));

test('the terms are those of the analyser, and each stands inside the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const spans = termSpans(text);
      const found = new Set(spans.flatMap(({ terms }) => terms));
      if (found.size > 0) expect([...found].sort()).toEqual([...new Set(analyse(text))].sort());
      for (const { start, end } of spans) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});

test('a mark joins the letter before it through a byte order mark, as in the normal form', () => {
  const { text, origin } = normalisedOrigins('x \u03b1\ufeff\u0345');
  expect(text).toBe(normaliseText('x \u03b1\ufeff\u0345'));
  expect(origin(2, text.length)).toEqual([2, 5]);
});

test('the normalised text is the same, and its origins never go backwards', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { text: normal, origin } = normalisedOrigins(text);
      expect(normal).toBe(normaliseText(text));
      let last = 0;
      for (let i = 0; i < normal.length; i++) {
        const [start, end] = origin(i, i + 1);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = start;
      }
    }),
    { numRuns: 500 },
  );
});
