import { expect, test } from '@jest/globals';
import { readOnce } from './read-once.js';
import { readTitles } from './title-sample.js';

test('of a large catalogue an even sample is read', async () => {
  const seen: number[] = [];
  const titles = await readTitles({
    size: 25_000,
    documents: async (ordinals) => {
      seen.push(...ordinals);
      return Array.from(ordinals, (ordinal) => ({ id: String(ordinal), title: 'Lamp', price: 3 }));
    },
  });
  expect(titles).toHaveLength(10_000);
  expect(titles[0]).toEqual({ title: 'Lamp' });
  expect(new Set(seen).size).toBe(10_000);
  expect(seen.slice(0, 5)).toEqual([0, 2, 5, 7, 10]);
  expect(seen.at(-1)).toBe(24_997);
});

test('of a small one all there are, with their categories', async () => {
  const products = [{ id: 'a', title: 'Mug', category: ['Kitchen'] }, undefined, { id: 'c', title: 'Cup' }];
  const documents = async (ordinals: Uint32Array) => Array.from(ordinals, (ordinal) => products[ordinal]);
  expect(await readTitles({ size: 3, documents })).toEqual([
    { title: 'Mug', category: ['Kitchen'] },
    { title: 'Cup' },
  ]);
});

test('what is read once is read again after a failure', async () => {
  let fails = true;
  let looks = 0;
  const read = readOnce(async () => {
    looks++;
    if (fails) throw new Error('gone');
    return {};
  });
  await expect(Promise.all([read(), read()])).rejects.toThrow('gone');
  expect(looks).toBe(1);
  fails = false;
  const [first, second] = await Promise.all([read(), read()]);
  expect(first).toBe(second);
  expect(await read()).toBe(first);
  expect(looks).toBe(2);
});
