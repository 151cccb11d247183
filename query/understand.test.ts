import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { understand } from './understand.js';

const textOf = (text: string) => understand(text).text;
const classOf = (text: string) => understand(text).queryClass;

describe('the text', () => {
  test.each([
    ['  red \t shoes\n', 'red shoes'],
    ['ﬁsh ｔａｎｋ', 'fish tank'],
    ['Nike™ shoe', 'Nike shoe'],
    ['boot 8½', 'boot 8 1\u20442'],
    ['a\u0000b', 'ab'],
    ['cat\ud83d food', 'cat food'],
    ['soft\u00adware\u200b', 'software'],
    ['👩‍💻 desk', '👩‍💻 desk'],
    ['Café', 'Café'],
    ['\u202eevil', 'evil'],
  ])('%j becomes %j', (text, expected) => expect(textOf(text)).toBe(expected));

  test('nothing is left of what cannot be seen', () => {
    for (const text of ['', '   ', '\u0000\u0001', '\ud800', '\u200b\ufeff'])
      expect(understand(text)).toEqual({ text: '', queryClass: 'general' });
    expect(understand('!?').text).toBe('!?');
  });

  test('stays as it is when it comes again, and holds no control or lone surrogate', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800')) }),
        (text) => {
          const once = textOf(text);
          expect(textOf(once)).toBe(once);
          expect(once).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
        },
      ),
    );
  });

  test('may be very long', () => {
    expect(understand('a1 '.repeat(33_334)).text).toHaveLength(100_001);
    expect(understand('-'.repeat(100_000)).queryClass).toBe('general');
  });
});

describe('the class', () => {
  test.each([
    'WH-1000XM4',
    'wh1000xm4',
    'B07XJ8C8F5',
    '4006381333931',
    'p000123',
    'ABC-1234-XL',
    '978-3-16-148410-0',
  ])('%s is an identifier', (text) => expect(classOf(text)).toBe('identifier'));
  test.each([
    '500gb',
    '24-pack',
    '2.4ghz',
    '1080p',
    'iphone12',
    'usb3.0',
    '10x20cm',
    't-shirt',
    'mp3',
    '2024',
    'shoe',
  ])('%s is none', (text) => expect(classOf(text)).toBe('general'));
  test('an identifier among other words is a description', () => {
    expect(classOf('case for WH-1000XM4')).toBe('general');
  });

  test.each(['беспроводные наушники', '跑步鞋', 'سماعات', 'наушники sony'])('%s is not Latin', (text) =>
    expect(classOf(text)).toBe('nonLatin'),
  );
  test.each(['Größe 42 schuhe', '🎧', '!!!', 'sony наушник'])('%s is general', (text) =>
    expect(classOf(text)).toBe(text === 'sony наушник' ? 'nonLatin' : 'general'),
  );

  test('six words read as a sentence', () => {
    expect(classOf('warm jacket for my small dog')).toBe('long');
    expect(classOf('warm jacket for small dogs')).toBe('general');
    expect(classOf("a gift for dad's birthday")).toBe('general');
  });

  test('brands and categories are known by the catalogue alone', () => {
    const known = {
      brands: (text: string) => text === 'Acme',
      categories: (text: string) => ['Shoes', 'Acme', 'things for the house and garden'].includes(text),
    };
    expect(classOf('Acme')).toBe('general');
    expect(understand(' Acme ', known).queryClass).toBe('brand');
    expect(understand('Shoes', known).queryClass).toBe('category');
    expect(understand('things for the house and garden', known).queryClass).toBe('category');
    expect(understand('WH-1000XM4', known).queryClass).toBe('identifier');
    expect(understand('', { brands: () => true, categories: () => true }).queryClass).toBe('general');
  });
});
