import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../catalog/index.js';
import { highlightAll } from './highlight.js';
import { matchTerms } from './match-terms.js';
import { matchedFragment, matchedText, type TextPart } from './parts.js';

/** Matches in brackets, so that a test can be read. */
const shown = (parts: readonly TextPart[] = []) =>
  parts.map(({ text, match }) => (match ? `[${text}]` : text)).join('');
const marked = (query: string, text: string) => shown(matchedText(text, matchTerms(query)).parts);

describe('a text', () => {
  test.each([
    ['running shoe', 'Trail Running Shoes', 'Trail [Running] [Shoes]'],
    ['creme', 'Café Crème', 'Café [Crème]'],
    ['tv', 'Television stand', '[Television] stand'],
    ['12oz', 'Bottle, 12 ounces', 'Bottle, [12 ounces]'],
    ['sun glasses', 'Sunglasses', '[Sunglasses]'],
    ['tshirt', 'Red T-Shirt', 'Red [T-Shirt]'],
    ['wh 1000xm4', 'Sony WH-1000XM4', 'Sony [WH-1000XM4]'],
    ['耳机', '无线耳机 降噪', '无线[耳机] 降噪'],
    ['lamp', '<b>Lamp</b> & lamp', '<b>[Lamp]</b> & [lamp]'],
    ['the lamp', 'The lamp', 'The [lamp]'],
    ['', 'Lamp', 'Lamp'],
  ])('%s in %s', (query, text, expected) => expect(marked(query, text)).toBe(expected));

  test('what stands for a corrected or completed word matches too', () => {
    const words = [{ word: 'headfones', documents: 3, standsFor: ['headphones'] }];
    const { parts } = matchedText('Studio headphones', matchTerms('headfones', words));
    expect(shown(parts)).toBe('Studio [headphones]');
  });

  test("what matches by the shop's own synonyms does, each word of a phrase", () => {
    const words = [{ word: 'sofa', documents: 3, synonyms: ['couch', 'love seat'] }];
    const { parts } = matchedText('Couch and love seat of leather', matchTerms('sofa', words));
    expect(shown(parts)).toBe('[Couch] and [love] [seat] of leather');
  });
});

describe('a fragment', () => {
  test('is the stretch with most of the words, from a space to a space', () => {
    const text = `${'Nothing to see. '.repeat(20)}A red lamp, and red.${' More of the same.'.repeat(20)}`;
    const found = matchedFragment(text, matchTerms('red lamp'), 60);
    expect(shown(found?.parts)).toMatch(/\[red\] \[lamp\]/);
    expect(shown(found?.parts)).not.toMatch(/^\w*ing\b/);
    expect(text.slice(found?.start, found?.end).length).toBeLessThanOrEqual(60);
  });
  test('is none where no word of the query stands', () => {
    expect(matchedFragment('A blue mug', matchTerms('lamp'), 60)).toBeUndefined();
  });

  test('a text that is nothing but matches asks about each of them a few times, not once a window', () => {
    const terms = matchTerms('革靴');
    let asked = 0;
    const counted = new Proxy(terms, {
      get: (target, name) => {
        if (name === 'has') return (term: string) => (asked++, target.has(term));
        return Reflect.get(target, name, target) as unknown;
      },
    });
    const text = '革靴'.repeat(2_000);
    expect(matchedFragment(text, counted, 160)?.terms).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20 * text.length);
  });
});

test('a product: its title always, other fields where they match, one of the bullet points', async () => {
  const product: Product = {
    id: 'a',
    title: 'Desk light',
    brand: 'Lampwright',
    color: 'red',
    bullets: ['A lamp.', 'A red lamp.', 'Made of steel.'],
    description: 'It lights a desk.',
  };
  const [found] = await highlightAll([product], matchTerms('red lamp'));
  expect(
    Object.fromEntries(Object.entries(found ?? {}).map(([field, parts]) => [field, shown(parts)])),
  ).toEqual({
    title: 'Desk light',
    color: '[red]',
    bullets: 'A [red] [lamp].',
  });
});

test('parts joined give the text, or the stretch of it that is shown, whatever it is', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 9 }),
        fc.constantFrom('耳机', "l'oréal", '12 oz', 'é', 'ﬁsh', '8½'),
      ),
    )
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 40 }), (body, query, length) => {
      const terms = matchTerms(query);
      const joined = (parts: readonly TextPart[]) => parts.map((part) => part.text).join('');
      expect(joined(matchedText(body, terms).parts)).toBe(body);
      const fragment = matchedFragment(body, terms, length);
      if (fragment !== undefined)
        expect(joined(fragment.parts)).toBe(body.slice(fragment.start, fragment.end));
    }),
  );
});

test('a word of a text that is asked for matches in it', () => {
  const words = ["l'oréal", 't-shirt', '12 oz', '耳机', 'Größe', 'wh-1000xm4', 'ﬁsh', 'κόσμος', 'наушники'];
  const texts = fc.array(fc.constantFrom(...words), { minLength: 1 });
  fc.assert(
    fc.property(texts, fc.nat(), (text, n) => {
      const { parts } = matchedText(text.join(', '), matchTerms(text[n % text.length] ?? ''));
      expect(parts.some(({ match }) => match)).toBe(true);
    }),
  );
});
