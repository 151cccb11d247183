import { describe, expect, test } from '@jest/globals';
import { cleanAttributes, cleanBullets, cleanCategory } from './lists.js';
import { Repairs } from './text.js';

const withReasons = <T>(work: (repairs: Repairs) => T) => {
  const repairs = new Repairs();
  return { value: work(repairs), reasons: repairs.list.map((repair) => repair.reason) };
};

describe('cleanCategory', () => {
  test.each([
    [
      ['Home', 'Kitchen', 'Pans'],
      ['Home', 'Kitchen', 'Pans'],
    ],
    ['Home > Kitchen > Pans', ['Home', 'Kitchen', 'Pans']],
    ['Home | Kitchen', ['Home', 'Kitchen']],
    ['Home / Kitchen', ['Home', 'Kitchen']],
    ['Home  >  Kitchen   /\tPans', ['Home', 'Kitchen', 'Pans']],
    ['TV/Video', ['TV/Video']],
    ['/home/kitchen', ['home', 'kitchen']],
    ['Home &gt; Kitchen', ['Home', 'Kitchen']],
    ['["Home","Kitchen"]', ['Home', 'Kitchen']],
    [
      [{ name: 'Home' }, { name: 'Pans' }],
      ['Home', 'Pans'],
    ],
    [
      ['Home', '', null, 'Pans'],
      ['Home', 'Pans'],
    ],
    [[], []],
    [['Home > Pans'], ['Home', 'Pans']],
  ])('%j', (input, path) => {
    const { value } = withReasons((repairs) => cleanCategory(input, repairs));
    expect(value).toEqual(path);
  });

  test('a million spaces in a name are passed over once', () => {
    const { value } = withReasons((repairs) => cleanCategory([`A<${' '.repeat(1_000_000)}B`], repairs));
    expect(value).toEqual(['A< B']);
  });

  test('of several paths the first is kept, the others are reported', () => {
    expect(withReasons((repairs) => cleanCategory(['A > B', 'C > D'], repairs))).toEqual({
      value: ['A', 'B'],
      reasons: ['bad_category'],
    });
    expect(withReasons((repairs) => cleanCategory([['A', 'B'], ['C']], repairs))).toEqual({
      value: ['A', 'B'],
      reasons: ['bad_category'],
    });
  });

  test('what is no name is reported', () => {
    expect(withReasons((repairs) => cleanCategory({ a: 1 }, repairs))).toEqual({
      value: [],
      reasons: ['bad_category'],
    });
  });

  test('too many levels', () => {
    const deep = Array.from({ length: 20 }, (_, i) => `L${i}`);
    expect(withReasons((repairs) => cleanCategory(deep, repairs))).toEqual({
      value: deep.slice(0, 12),
      reasons: ['too_many'],
    });
  });
});

describe('cleanBullets', () => {
  test.each([
    [
      ['One', 'Two'],
      ['One', 'Two'],
    ],
    ['One\nTwo\n\nThree', ['One', 'Two', 'Three']],
    ['• One\n- Two\n* Three', ['One', 'Two', 'Three']],
    ['<ul><li>One</li><li>Two</li></ul>', ['One', 'Two']],
    ['["One", "Two"]', ['One', 'Two']],
    ['-5 degrees', ['-5 degrees']],
    [
      ['One\nTwo', 3],
      ['One', 'Two', '3'],
    ],
  ])('%j', (input, bullets) => {
    expect(withReasons((repairs) => cleanBullets(input, repairs)).value).toEqual(bullets);
  });
});

describe('cleanAttributes', () => {
  const clean = (input: unknown, extra = new Map<string, unknown>()) =>
    withReasons((repairs) => cleanAttributes(input, extra, repairs));

  test('texts, numbers, booleans and lists of texts', () => {
    expect(
      clean({ material: ' Oak ', weight: 1.5, new: true, tags: ['a', 2], empty: '', nothing: null }).value,
    ).toEqual({
      material: 'Oak',
      weight: 1.5,
      new: true,
      tags: ['a', '2'],
    });
  });

  test('a list of names and values, and single fields', () => {
    expect(
      clean(
        [
          { name: 'a', value: 1 },
          { key: 'b', value: 'x' },
        ],
        new Map([['c', 'y']]),
      ).value,
    ).toEqual({ a: 1, b: 'x', c: 'y' });
  });

  test('names that could change an object are refused', () => {
    const { value, reasons } = clean(
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "x", "ok": 1}'),
    );
    expect(value).toEqual({ ok: 1 });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(reasons).toEqual(['bad_attribute', 'bad_attribute']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('what an attribute cannot hold is reported', () => {
    expect(clean({ deep: { a: 1 }, nan: NaN, ok: 'x' })).toEqual({
      value: { ok: 'x' },
      reasons: ['bad_attribute', 'bad_attribute'],
    });
    expect(clean('just a text')).toEqual({ value: undefined, reasons: ['bad_attribute'] });
  });
});
