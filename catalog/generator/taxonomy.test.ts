import { describe, expect, test } from '@jest/globals';
import { LEAVES, farLeaves, leafOf } from './taxonomy.js';
import { BRANDS } from './vocabulary/brands.js';
import { PERSONAS } from './vocabulary/personas.js';
import { STYLES } from './vocabulary/traits.js';
import { misspell, singular } from './wording.js';
import { Random, STREAM } from './random.js';

describe('vocabulary', () => {
  test('the tree has at least sixty leaves under twelve departments, each named once', () => {
    expect(LEAVES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(LEAVES.map((leaf) => leaf.department)).size).toBe(12);
    expect(new Set(LEAVES.map((leaf) => leaf.key)).size).toBe(LEAVES.length);
    expect(new Set(LEAVES.map((leaf) => leaf.category.join('>'))).size).toBe(LEAVES.length);
  });

  test('a noun means one kind of thing', () => {
    const nouns = LEAVES.flatMap((leaf) => leaf.nouns);
    expect(nouns.filter((noun, at) => nouns.indexOf(noun) !== at)).toEqual([]);
  });

  test('what is named exists', () => {
    for (const leaf of LEAVES) {
      for (const key of leaf.complements) expect(leafOf(key)).not.toBe(leaf);
      expect(leaf.price[0]).toBeLessThan(leaf.price[1]);
      for (const list of [leaf.nouns, leaf.uses, leaf.features, leaf.materials, leaf.styles])
        expect(list.every((word) => word.trim() !== '')).toBe(true);
    }
    for (const persona of PERSONAS) for (const key of persona.needs) expect(leafOf(key).key).toBe(key);
    for (const brand of Object.values(BRANDS).flat()) {
      expect(brand.level).toBeGreaterThanOrEqual(0);
      expect(brand.level).toBeLessThanOrEqual(4);
      expect(STYLES[brand.style]).toBeDefined();
    }
  });

  test('every kind of thing is far from some others, never from its own department', () => {
    for (const leaf of LEAVES) {
      const far = farLeaves([leaf]);
      expect(far.length).toBeGreaterThan(0);
      expect(far.some((other) => other.department === leaf.department)).toBe(false);
      for (const other of far) expect(farLeaves([other])).toContain(leaf);
    }
    // Dog beds and bed linen share a word, sofas and sofa cushions a use.
    expect(farLeaves([leafOf('dog-beds')])).not.toContain(leafOf('duvet-covers'));
  });
});

describe('wording', () => {
  test.each([
    ['coffee tables', 'coffee table'],
    ['chef knives', 'chef knife'],
    ['computer mice', 'computer mouse'],
    ['house shoes', 'house shoes'],
    ['dog leashes', 'dog leash'],
    ['book shelves', 'book shelf'],
    ['watches', 'watch'],
  ])('one of the %s is a %s', (plural, one) => {
    expect(singular(plural)).toBe(one);
  });

  test('a misspelling changes one word a little, and leaves short words alone', () => {
    for (let k = 0; k < 200; k += 1) {
      const random = new Random(1, STREAM.wording, k);
      const words = misspell('waterproof shoes for men', random).split(' ');
      expect(words.slice(2)).toEqual(['for', 'men']);
      const changed = ['waterproof', 'shoes'].filter((word, at) => word !== words[at]);
      expect(changed.length).toBeLessThanOrEqual(1);
      expect(Math.abs(words.join('').length - 'waterproofshoesformen'.length)).toBeLessThanOrEqual(1);
    }
    expect(misspell('men in red', new Random(1, STREAM.wording))).toBe('men in red');
  });
});
