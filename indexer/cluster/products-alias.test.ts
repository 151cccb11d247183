import { describe, expect, test } from '@jest/globals';
import { aliasActions, expectOwnAlias } from './products-alias.js';

describe('what moves the alias of the live products', () => {
  test('is nothing when it stands there already', () => {
    expect(aliasActions('a', ['g2'], 'g2')).toBeUndefined();
  });

  test('adds it where there is none, and nobody may write through it', () => {
    expect(aliasActions('a', [], 'g1')).toEqual([
      { add: { index: 'g1', alias: 'a', is_write_index: false } },
    ]);
  });

  test('takes it from every other index in the same step', () => {
    expect(aliasActions('a', ['g1', 'g2', 'g3'], 'g2')).toEqual([
      { remove: { index: 'g1', alias: 'a', must_exist: false } },
      { remove: { index: 'g3', alias: 'a', must_exist: false } },
      { add: { index: 'g2', alias: 'a', is_write_index: false } },
    ]);
  });
});

describe('whose the alias is', () => {
  test('nobody’s, or ours', () => {
    expectOwnAlias('a', []);
    expectOwnAlias('a', [{ name: 'g1', ours: true }]);
  });

  test.each([
    ['an index of that name, even one with our mark', [{ name: 'a', ours: true }], /an index a/],
    [
      'an index that is not ours',
      [
        { name: 'g1', ours: true },
        { name: 'x', ours: false },
      ],
      /stands for x/,
    ],
  ])('refused: %s', (_, found, message) => {
    expect(() => expectOwnAlias('a', found)).toThrow(expect.objectContaining({ code: 'bad_config' }));
    expect(() => expectOwnAlias('a', found)).toThrow(message);
  });
});
