import { describe, expect, test } from '@jest/globals';
import { byWords, candidates } from './candidates.js';
import { MAX_CANDIDATES } from './settings.js';

const none = new Uint32Array();

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
    const all = members(MAX_CANDIDATES, () => 0);
    expect(candidates(all, none).rows).toHaveLength(MAX_CANDIDATES);
  });

  test('past it are the best by words and every member by meaning', () => {
    const size = MAX_CANDIDATES + 50;
    const many = members(size, (row) => row);
    // The two weakest by words are near in meaning.
    const { rows, ordinals, groups } = candidates(many, Uint32Array.of(5, 6));
    expect([...rows]).toEqual([0, 1, ...Array.from({ length: MAX_CANDIDATES }, (_, i) => i + 50)]);
    expect(ordinals[2]).toBe(55);
    expect(groups[1]).toBe(1);
  });

  test('byWords puts equal scores in the order of their ordinals', () => {
    expect([...byWords(Float32Array.of(1, 3, 3, 0), Uint32Array.of(9, 8, 7, 1))]).toEqual([2, 1, 0, 3]);
  });
});
