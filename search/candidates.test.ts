import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { candidates, inOrder } from './candidates.js';
import { MAX_CANDIDATES } from './settings.js';

const all = { certain: new Uint32Array(), words: true, any: true };

function members(size: number, lexical: (row: number) => number) {
  return {
    ordinals: Uint32Array.from({ length: size }, (_, row) => row + 5),
    lexical: Float32Array.from({ length: size }, (_, row) => lexical(row)),
    groups: Uint32Array.from({ length: size }, (_, row) => row),
    total: size,
    facets: {},
  };
}

describe('candidates', () => {
  test('are all members up to the limit', () => {
    const few = members(MAX_CANDIDATES, () => 0);
    expect(candidates(few, { ...all, any: false }).rows).toHaveLength(MAX_CANDIDATES);
  });

  test('past it are the best by words and every member by meaning', () => {
    const size = MAX_CANDIDATES + 50;
    const many = members(size, (row) => row);
    // The two weakest by words are near in meaning.
    const { rows, ordinals, groups } = candidates(many, { ...all, certain: Uint32Array.of(5, 6) });
    expect([...rows]).toEqual([0, 1, ...Array.from({ length: MAX_CANDIDATES }, (_, i) => i + 50)]);
    expect(ordinals[2]).toBe(55);
    expect(groups[1]).toBe(1);
  });

  test('past it they are the first by id where words do not count, and none where nothing does', () => {
    const many = members(MAX_CANDIDATES + 50, (row) => row);
    const wordless = candidates(many, { ...all, words: false, certain: Uint32Array.of(1_040) });
    expect([...wordless.rows]).toEqual([...Array.from({ length: MAX_CANDIDATES }, (_, i) => i), 1_035]);
    expect(candidates(many, { ...all, any: false }).rows).toHaveLength(0);
  });

  test('where ordinals do not ascend with the ids, ties go by the ranks of the ids', () => {
    const size = MAX_CANDIDATES + 50;
    const many = {
      ...members(size, () => 0),
      idRanks: Uint32Array.from({ length: size }, (_, row) => size - row),
    };
    const { rows, idRanks } = candidates(many, { ...all, words: false });
    expect([...rows]).toEqual(Array.from({ length: MAX_CANDIDATES }, (_, i) => i + 50));
    expect(idRanks[0]).toBe(size - 50);
  });

  test('rows go by score, equal ones by ordinal', () => {
    const row = fc.tuple(
      fc.nat(2 ** 32 - 1),
      fc.oneof(fc.constantFrom(0, 1, 1e-40), fc.float({ min: 0, noNaN: true })),
    );
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ([ordinal]) => ordinal }), fc.boolean(), (rows, words) => {
        const lexical = Float32Array.from(rows, ([, score]) => score);
        const ordinals = Uint32Array.from(rows, ([ordinal]) => ordinal);
        const score = (i: number) => (words ? lexical[i]! : 0);
        const expected = rows
          .map((_, i) => i)
          .sort((a, b) => score(b) - score(a) || ordinals[a]! - ordinals[b]!);
        expect([...inOrder(words ? lexical : undefined, ordinals)]).toEqual(expected);
        // As an engine answers them: what is in order stays as it is.
        const again = inOrder(
          words ? lexical.map((_, i) => lexical[expected[i]!]!) : undefined,
          ordinals.map((_, i) => ordinals[expected[i]!]!),
        );
        expect([...again]).toEqual(expected.map((_, i) => i));
      }),
    );
  });
});
